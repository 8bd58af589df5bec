"""A page's blocks of text with what tells running text from the rest: the features of the block classifier."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from newslab.read.lines import CLOSING, OTHERS
from newslab.read.markup import BLOCKS, SKIPPED

Key = TypeVar("Key")
Floats = npt.NDArray[np.float64]

MAX_BLOCKS: Final = 20_000  # a page with more is no article; the rest is cut
MAX_DEPTH: Final = 12  # ancestors that are looked at
GOOD_WORDS: Final = re.compile(
    r"article|body|content|entry|story|post(?!er)|text|paragraph|main|artikel|nota|texto|corps|editor", re.IGNORECASE
)
BAD_WORDS: Final = re.compile(
    r"comment|disqus|related|recommend|foot|share|social|promo|newsletter|subscri|sidebar|aside|nav|menu|breadcrumb|"
    r"advert|\bads?\b|-ad-|sponsor|popular|trending|most-?read|teaser|more-|-more|readmore|cookie|consent|paywall|"
    r"login|sign-?up|"
    r"widget|carousel|gallery|slideshow|taboola|outbrain|modal|popup|banner|toolbar|hidden|copyright|disclaimer|"
    r"signup|follow|hashtag|\btags?\b|keyword|topic|read-?also|read-?next|up-?next|playlist|player|poll|quiz|rating|"
    r"print",
    re.IGNORECASE,
)
BYLINE_WORDS: Final = re.compile(
    r"author|byline|by-line|date|time|meta|publish|credit|source|contributor|bio|profile", re.I
)
CAPTION_WORDS: Final = re.compile(r"caption|figure|photo|image|picture|legend|media|credit", re.IGNORECASE)
TITLE_WORDS: Final = re.compile(
    r"title|headline|heading|kicker|summary|lead|intro|standfirst|deck|subhead|dek\b|excerpt", re.I
)
SENTENCE_END: Final = re.compile(r"""[.!?…。！？:;]["'”’»)\]]*$""")
NAMES: Final = ("article", "main", "aside", "footer", "header", "nav", "form", "figure", "table", "ul", "section", "a")
ASIDES: Final = frozenset({"aside", "footer", "nav", "form"})
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
DIGIT: Final = re.compile(r"\d")
HIDDEN: Final = re.compile(r"display\s*:\s*none")
TAGS: Final = (
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "td",
    "blockquote",
    "figcaption",
    "div",
    "span",
    "a",
    "pre",
    "dd",
    "table",
)


PATTERNS: Final = (GOOD_WORDS, BAD_WORDS, BYLINE_WORDS, CAPTION_WORDS, TITLE_WORDS)


class Node:
    """An element on the way from the page's root to a block: its tag, its names, and what those say."""

    __slots__ = ("chain", "counts", "parent", "tag", "words")

    def __init__(self, element: Any, parent: Node | None) -> None:
        self.tag: str = element.tag
        self.parent = parent
        get = element.get
        self.words = f"{get('class') or ''} {get('id') or ''} {get('itemprop') or ''} {get('role') or ''}"[:300].strip()
        self.counts: tuple[int, ...] | None = None
        self.chain: tuple[Node, ...] | None = None

    def said(self) -> tuple[int, ...]:
        """Count what each pattern finds in the element's names."""
        if self.counts is None:
            self.counts = _said(self.words)
        return self.counts

    def ancestors(self) -> tuple[Node, ...]:
        """Return this element and those above it, nearest first, at most MAX_DEPTH."""
        if self.chain is None:
            above, node = [self], self.parent
            while node is not None and len(above) < MAX_DEPTH:
                above.append(node)
                node = node.parent
            self.chain = tuple(above)
        return self.chain


@lru_cache(maxsize=1 << 14)
def _said(words: str) -> tuple[int, ...]:
    return tuple(len(pattern.findall(words)) for pattern in PATTERNS)


@dataclass
class Block:
    """A run of text within one block element."""

    node: Node
    parts: list[str] = field(default_factory=list)
    text: str = ""
    link_chars: int = 0
    n_links: int = 0
    bold_chars: int = 0


@dataclass
class _Reading:
    """The blocks of a page as far as it is read, and how many links and bold elements are open."""

    blocks: list[Block]
    links: int = 0
    bolds: int = 0

    def enter(self, node: Node) -> None:
        if node.tag in BLOCKS and node.parent:
            self.blocks.append(Block(node.parent if node.tag == "br" else node))
        self._open(node, 1)
        self.blocks[-1].n_links += node.tag == "a"

    def leave(self, node: Node) -> None:
        self._open(node, -1)
        if node.tag in BLOCKS and node.parent:
            self.blocks.append(Block(node.parent))

    def _open(self, node: Node, by: int) -> None:
        self.links += by * (node.tag == "a")
        self.bolds += by * (node.tag in {"b", "strong"})

    def add(self, text: str | None) -> None:
        if text:
            block, size = self.blocks[-1], len(text.strip())
            block.parts.append(text)
            block.link_chars += size * (self.links > 0)
            block.bold_chars += size * (self.bolds > 0)


def find_blocks(root: Any) -> list[Block]:
    """Cut a parsed page into blocks of text, in the order of the page."""
    top = Node(root, None)
    page = _Reading([Block(top)])
    stack: list[tuple[Any, Node, bool]] = [(root, top, True)]
    while stack:
        element, node, entering = stack.pop()
        if not entering:
            page.leave(node)
        elif element.tag == "table" and _is_data(element):
            page.blocks += [Block(node, parts=[_table_text(element)]), Block(node.parent or node)]
        elif _is_read(element):
            page.enter(node)
            page.add(element.text)
            stack.append((element, node, False))
            stack.extend((child, _node(child, node), True) for child in reversed(element))
            continue
        if element is not root:
            page.add(element.tail)
    return _whole(page.blocks)


def _node(element: Any, parent: Node) -> Node:
    """Return the node of an element; an aside that holds the page's article or main heading is no aside."""
    if not isinstance(element.tag, str):
        return parent
    node = Node(element, parent)
    if node.tag == "aside" and next(element.iterdescendants("article", "h1"), None) is not None:
        node.tag = "div"
    return node


def _is_data(table: Any) -> bool:
    """Tell a table of data, which is kept or dropped as one, from one that lays out the page."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = [[len(" ".join(cell.itertext())) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
    return len(rows) > 1 and max(map(len, rows)) > 1 and max(max(row, default=0) for row in rows) < 300


def _table_text(table: Any) -> str:
    lines = [
        " ".join(" ".join(" ".join(cell.itertext()).split()) for cell in row.iterchildren("td", "th"))
        for row in table.iter("tr")
    ]
    return "\n".join(lines)


def _whole(blocks: list[Block]) -> list[Block]:
    kept = []
    for block in blocks:
        text = "".join(block.parts)
        data = block.node.tag == "table" and "\n" in text.strip() and len(block.parts) == 1
        lines = text.split("\n") if data else [text]
        block.text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
        if block.text:
            kept.append(block)
    return kept[:MAX_BLOCKS]


def _is_read(element: Any) -> bool:
    """Tell an element whose text readers see from comments, scripts and what is hidden."""
    if not isinstance(element.tag, str) or element.tag in SKIPPED:
        return False
    return element.get("aria-hidden") != "true" and not HIDDEN.search(element.get("style") or "")


def build_features(blocks: Sequence[Block], *, title: str, body: str, description: str) -> Floats:
    """Describe each block by numbers.

    Parameters
    ----------
    blocks : n blocks of one page, in its order.
    title, body, description : what the page's metadata say, "" where they do not.

    Returns
    -------
    float64 (n, d)
    """
    chains = [block.node.ancestors() for block in blocks]
    own = np.array([_own(block, chain) for block, chain in zip(blocks, chains, strict=True)])
    place = _placed(blocks, chains)
    told = _told(blocks, title, body, description)
    near = _near_title(blocks, chains, title)
    local = np.hstack([own[:, :10], place[:, :6]])
    around = [_shifted(local, by) for by in (-2, -1, 1, 2)]
    return np.hstack([own, place, told, near, *around])


def _own(block: Block, chain: tuple[Node, ...]) -> list[float]:
    text = block.text
    size = len(text)
    words = text.split()
    link = min(block.link_chars / size, 1.0)
    tag, tags = chain[0].tag, {node.tag for node in chain}
    said = [node.said() for node in chain]
    row = [
        math.log1p(size),
        math.log1p(len(words)),
        link,
        float(block.n_links),
        min(block.bold_chars / size, 1.0),
        float(bool(SENTENCE_END.search(text))),
        sum(text.count(mark) for mark in ",.;،。、，") / size * 20,
        sum(word[:1].isupper() for word in words) / (len(words) or 1),
        len(DIGIT.findall(text)) / size,
        float(text[:1].isupper()),
        float(text[:1] in "\"'“„«‘-–—"),
        float("|" in text or "»" in text or "›" in text or "©" in text),
        float(text.isupper()),
        float("@" in text or "http" in text or "www." in text),
        float(text.endswith((":", "...", "…"))),
        float("?" in text),
    ]
    row += [float(tag == name) for name in TAGS]
    row += [float(name in tags) for name in NAMES]
    for number in range(len(PATTERNS)):
        counts = [one[number] for one in said]
        row += [float(counts[0] > 0), float(sum(counts[:3]) > 0), float(sum(counts))]
    row.append(float(any("articlebody" in node.words.lower() for node in chain)))
    row.append(float(len(chain)))
    return row


def _placed(blocks: Sequence[Block], chains: Sequence[tuple[Node, ...]]) -> Floats:
    """Where a block stands: how much running text its ancestors hold, and how far from the main mass it lies."""
    n = len(blocks)
    sizes = np.array([len(block.text) for block in blocks], dtype=float)
    weight = np.array([_weight(block, chain) for block, chain in zip(blocks, chains, strict=True)])
    total = weight.sum() or 1.0
    mass, full = _summed(chains, weight), _summed(chains, sizes)
    best = _container(chains, mass, total)
    paths = [tuple((node.tag, node.words) for node in chain[:2]) for chain in chains]
    frequent, texts = Counter(paths), Counter(block.text for block in blocks)
    path_mass = _summed([(path,) for path in paths], weight)
    main = np.array([best in chain for chain in chains])
    inside = np.flatnonzero(main & (weight > 0))
    first, last = (inside[0], inside[-1]) if len(inside) else (0, n)
    cumulated = np.cumsum(weight) / total
    rows = np.array(
        [
            [
                *[*(mass[node] / total for node in chain[:3]), 1.0, 1.0][:3],  # its own and those of the two above
                mass[chain[1]] / max(full[chain[1]], 1) if len(chain) > 1 else 0.0,
                float(main[place]),
                path_mass[paths[place]] / total,
                math.log1p(frequent[paths[place]]),
                float(texts[blocks[place].text] - 1),
                place / max(n, 1),
                cumulated[place],
                math.log1p(max(first - place, 0)),
                math.log1p(max(place - last, 0)),
                float(chain.index(best)) if main[place] else float(MAX_DEPTH),
                weight[place] / max(sizes[place], 1),
                math.log1p(total),
            ]
            for place, chain in enumerate(chains)
        ]
    )
    return rows.reshape(n, -1)


def _summed(groups: Sequence[Sequence[Key]], values: Floats) -> dict[Key, float]:
    """Sum the values of the blocks that stand under each key."""
    sums: dict[Key, float] = defaultdict(float)
    for keys, value in zip(groups, values, strict=True):
        for key in keys:
            sums[key] += value
    return sums


def _weight(block: Block, chain: tuple[Node, ...]) -> float:
    """Weigh a block as running text: its characters, if it is long, has few links and stands in no aside."""
    size = len(block.text)
    if size < 60 or block.link_chars > size / 3 or any(node.tag in ASIDES for node in chain):
        return 0.0
    if any(node.said()[1] for node in chain[:4]):
        return size / 10
    return float(size)


def _container(chains: Sequence[tuple[Node, ...]], mass: dict[Node, float], total: float) -> Node | None:
    """Find the smallest element that holds two thirds of the running text of the page."""
    best, fewest = None, math.inf
    sizes = Counter(node for chain in chains for node in chain)
    for node, good in mass.items():
        if good >= total * 0.66 and sizes[node] < fewest:
            best, fewest = node, sizes[node]
    return best


def _told(blocks: Sequence[Block], title: str, body: str, description: str) -> Floats:
    """How far a block repeats the page's own metadata."""
    parts = {name: _shingles(words) for name, words in (("title", title), ("body", body), ("description", description))}
    rows = []
    for block in blocks:
        own = _shingles(block.text)
        shares = [len(own & part) / len(own) if own and part else 0.0 for part in parts.values()]
        rows.append([*shares, float(len(body) > 500), shares[1] if len(body) > 500 else 0.5])
    return np.array(rows).reshape(len(blocks), -1)


def _near_title(blocks: Sequence[Block], chains: Sequence[tuple[Node, ...]], title_words: str) -> Floats:
    """How far a block stands from the page's title and from the last label of other content, such as "Comments"."""
    title = find_title(blocks, title_words)
    above = chains[title] if title >= 0 else ()
    rows, since = [], 60
    for place, (block, chain) in enumerate(zip(blocks, chains, strict=True)):
        since = 0 if place > title and is_label(block) else since + 1
        shared = next((depth for depth, node in enumerate(chain) if node in above), MAX_DEPTH) if above else MAX_DEPTH
        way = place - title if title >= 0 else 0
        rows.append(
            [math.copysign(math.log1p(abs(way)), way), float(title >= 0), float(shared), math.log1p(min(since, 60))]
        )
    return np.array(rows).reshape(len(blocks), -1)


def find_title(blocks: Sequence[Block], words: str) -> int:
    """Return the number of the block that shows the page's title: a first-level heading, or its very words; -1 if
    none.
    """
    told = _shingles(words)
    best, most = -1, 0.49
    for number, block in enumerate(blocks):
        heading = block.node.tag == "h1"
        if not heading and not (told and len(block.text) <= 3 * len(words)):
            continue
        own = _shingles(block.text)
        likely = (len(own & told) / len(own) if own and told else 0.0) + heading * 0.5
        if likely > most:
            best, most = number, likely
    return best


def is_label(block: Block, *, by_words: bool = False) -> bool:
    """Tell whether a block is a label of other content: "Related articles", or a heading whose class says as much.

    `by_words`: only what its words say counts.
    """
    if len(block.text) >= 60:
        return False
    bare = block.text.strip(" *#>•-–—|")
    if OTHERS.fullmatch(bare) or CLOSING.fullmatch(bare):
        return True
    return not by_words and block.node.tag in HEADINGS and any(node.said()[1] for node in block.node.ancestors()[:2])


def _shingles(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[place : place + 3]) for place in range(max(len(words) - 2, 1))} if words else set()


def _shifted(rows: Floats, by: int) -> Floats:
    out = np.zeros_like(rows)
    if abs(by) >= len(rows):
        return out
    if by > 0:
        out[:-by] = rows[by:]
    else:
        out[-by:] = rows[:by]
    return out
