"""The running text of an HTML page: which of its blocks belong to the article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from newslab.read.blocks import SENTENCE_END, Block, Floats, Node, build_features, find_blocks, find_title, is_label
from newslab.read.forest import load_forest
from newslab.read.lines import is_notice
from newslab.read.metadata import Metadata

MODEL: Final = Path(__file__).parents[1] / "resources" / "page_blocks.json"
KEPT: Final = 0.42  # likelihood from which a block is kept: best mean F1 out of fold, benchmarks/pages.md
OTHER_WORDS: Final = re.compile(r"relat|recommend|comment|popular|most-?read|trending", re.IGNORECASE)
RUN_CHARS: Final = 250  # characters of the shortest run of text that is an article
SENTENCE_CHARS: Final = 80  # characters of a paragraph; a line of fewer may be a link to another article
POST_WORDS: Final = re.compile(
    r"twitter-tweet|instagram-media|tiktok-embed|fb-post|reddit-embed|bluesky-embed|mastodon-embed", re.IGNORECASE
)
TOLD_CHARS: Final = 250  # characters of an article told in JSON-LD that show that the page's blocks were misread


def find_body(root: Any, found: Metadata) -> str:
    """Return the paragraphs of a page's article, one a line; "" if there is none.

    Parameters
    ----------
    root : lxml element of the whole page.
    found : its metadata.

    Notes
    -----
    Boosted trees over the page's blocks (after Kohlschütter et al. 2010: what surrounds a block tells more than what it
    says). Figures on pages it has not seen: benchmarks/pages.md.
    """
    blocks = find_blocks(next(iter(root.iter("body")), root))
    text = join_blocks(choose_blocks(blocks, score_blocks(blocks, found), found.title))
    told = "\n".join(filter(None, (" ".join(line.split()) for line in found.body.split("\n"))))
    if len(told) > TOLD_CHARS and len(text) < len(told) / 3:
        return told  # the page builds its text by script, or hides it
    return text


def score_blocks(blocks: Sequence[Block], found: Metadata) -> Floats:
    """Score how likely each block is the article's, 0 to 1, 1 is best."""
    if not blocks:
        return np.zeros(0)
    features = build_features(blocks, title=found.title, body=found.body, description=found.subtitle)
    return load_forest(MODEL).predict(features)


def choose_blocks(blocks: Sequence[Block], scores: Floats, title: str) -> list[Block]:
    """Take the blocks that score well and hang together: the first run of text below the title, and what shares its
    elements.

    A label such as "Related articles" ends a run: texts below it, or above the title, are other articles' unless they
    stand in the very element of the run.
    """
    at = find_title(blocks, title)
    runs: list[list[int]] = [[], []]
    for number, block in enumerate(blocks):
        if number == at + 1 or (number > at and _ends_run(block)):
            runs.append([])
        if scores[number] > KEPT:
            runs[-1].append(number)
    sizes = [sum(len(blocks[number].text) for number in run) for run in runs]
    main = next((run for run, size in zip(runs[2:], sizes[2:], strict=True) if size >= RUN_CHARS), [])
    homes = {node for number in main for node in _homes(blocks[number])}
    kept = {
        number
        for run in runs
        for number in run
        if not main or run is main or not homes.isdisjoint(_homes(blocks[number]))
    }
    return [blocks[number] for number in sorted(_whole(blocks, kept)) if not is_notice(blocks[number].text)]


def _whole(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """Add sentences that stand between kept paragraphs as one of them, and the rest of a post shown in part."""
    among = {
        number for number, block in enumerate(blocks) if number not in kept and _is_among(blocks, kept, number, block)
    }
    whole = kept | among
    posts: dict[Node, set[int]] = defaultdict(set)
    for number, block in enumerate(blocks):
        for node in block.node.ancestors():
            if POST_WORDS.search(node.words):
                posts[node].add(number)
    return whole | {number for parts in posts.values() if parts & whole for number in parts}


def _is_among(blocks: Sequence[Block], kept: set[int], number: int, block: Block) -> bool:
    if len(block.text) < SENTENCE_CHARS or not SENTENCE_END.search(block.text) or is_label(block, by_words=True):
        return False
    beside = [blocks[one].node.ancestors()[:2] for one in (number - 1, number + 1) if one in kept]
    own = block.node.ancestors()[:2]
    return len(beside) == 2 and all((near[0].tag, near[1:]) == (own[0].tag, own[1:]) for near in beside)


def _homes(block: Block) -> tuple[Node, ...]:
    return block.node.ancestors()[1:3]


def _ends_run(block: Block) -> bool:
    """Tell whether a block is a label by its words, or a heading whose class names related articles or comments."""
    if not is_label(block):
        return False
    own = block.node.ancestors()[:2]
    return is_label(block, by_words=True) or any(OTHER_WORDS.search(node.words) for node in own)


def join_blocks(blocks: Sequence[Block]) -> str:
    """Join blocks by newlines; one that repeats the block before it is shown once."""
    lines: list[str] = []
    for block in blocks:
        if not lines or block.text != lines[-1]:
            lines.append(re.sub(r"[\u200b\u2060\ufeff]", "", block.text))
    return "\n".join(filter(None, lines))
