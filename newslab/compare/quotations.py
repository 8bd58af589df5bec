"""Quotations between sources: who else quotes the same words, and where they were cut or altered."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from newslab.compare.terms import load_function_words
from newslab.group.copies import witnesses
from newslab.group.grouping import By, name_groups
from newslab.tables import ARTICLES, COPIES, DTYPES, MEMBERS, QUOTATIONS, QUOTES, build, check, empty, make_id
from newslab.text.forms import fold_spelling
from newslab.text.normalise import fold

if TYPE_CHECKING:
    from newslab.text.spans import Spans

Change = Literal["same", "cut", "added"]

WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*|&")
DOUBLED: Final = re.compile(r"(?<=\w[aeiou]l)l(?=ing$|ed$|ers?$)")  # travelling, traveling
GAP: Final = re.compile(r"\.{2,}|…|\[[^\]]*\]|\([^)]*\)")  # what a quoting editor marks: words left out, words put in
GRAM: Final = 3  # words in a row that two versions share at least
SURE: Final = 8  # words from which equal words are one utterance in whatever story, by whomever
ALIKE: Final = 0.75  # share of the shorter version's words that stand in one order in the longer
LEAST_ALTERED: Final = 5  # words below which another wording is another utterance
LEAST_CONTENT: Final = 2  # words of a short quotation that are no function words
MOST_VERSIONS: Final = 200  # quotations with the same three words above which these find nothing
TRIED: Final = 8
LATE: Final = pd.Timestamp.max.tz_localize("UTC")  # where it is not known when


def link_quotes(
    articles: pd.DataFrame,
    spans: Spans | None,
    members: pd.DataFrame,
    *,
    copies: pd.DataFrame | None = None,
    by: By = "source",
) -> pd.DataFrame:
    """Find which quotations are one utterance, and how each source renders it.

    Parameters
    ----------
    articles : ARTICLES table.
    spans : record of span tables of the same articles; its quotes are linked.
    members : MEMBERS table: short quotations are only linked within a story.
    copies : COPIES table: reports of one origin are one witness of an utterance. None: no article copies another.
    by : what stands in `source`, and is counted in `n_sources`, see `name_groups`: "source", a column, a day, a
        mapping.

    Returns
    -------
    QUOTATIONS table, one row per quotation of the QUOTES table, ordered by `quotation_id` and publication.
    `quotation_id`: the utterance; `version`: full (the longest wording), same, cut (a stretch of it, or stretches with
    marks of omission) or altered (other words in it); `similarity`: share of the shorter wording's words that stand in
    one order in the full one, 0 to 1; `n_articles`, `n_sources`, `n_origins`: how many quote the utterance, copies
    counted once in the last. Further columns: `source`, `published`, `full_text` (the longest wording; `diff_quotes`
    shows what differs).

    Raises
    ------
    TableError
        If a table breaks its contract.

    Notes
    -----
    Candidates share three words in a row; words in one order by Ratcliff & Obershelp (1988). Two speakers who say the
    same eight words or more are taken for one utterance, told of two: look at `speaker`.

    Examples
    --------
    >>> link_quotes(empty(ARTICLES), None, empty(MEMBERS)).empty
    True
    """
    articles, members = check(articles, ARTICLES), check(members, MEMBERS)
    if spans is None or spans.quotes.empty:
        return _nothing()
    quotes = check(spans.quotes, QUOTES)
    told = articles.assign(witness=witnesses(articles, empty(COPIES) if copies is None else copies).to_numpy())
    told["source"] = name_groups(articles, by)
    quotes = quotes.merge(told[["article_id", "source", "published", "witness"]], on="article_id")
    stories = members.groupby("article_id").story_id.agg(frozenset).to_dict()
    frame = pd.DataFrame(_linked([_utterance(row, stories) for row in quotes.to_dict("records")]))
    if frame.empty:
        return _nothing()
    groups = frame.groupby("quotation_id")
    for column, counted in (("n_articles", "article_id"), ("n_sources", "source"), ("n_origins", "witness")):
        frame[column] = groups[counted].transform("nunique")
    order = ["quotation_id", "published", "article_id", "field", "start"]
    return build(frame.drop(columns="witness").sort_values(order, na_position="last", ignore_index=True), QUOTATIONS)


def diff_quotes(full: str, other: str) -> list[tuple[Change, str]]:
    """Say word by word what another version of a quotation cut and added.

    Parameters
    ----------
    full, other : two wordings; case and punctuation at the edges of words are no difference.

    Returns
    -------
    list of (change, words) in order: "same", "cut" (only in `full`), "added" (only in `other`). The words of "same" are
    written as in `full`. `write_diff` makes one line of it.

    Examples
    --------
    >>> diff_quotes("We will never leave this town.", "We will leave this town")
    [('same', 'We will'), ('cut', 'never'), ('same', 'leave this town.')]
    """
    sides = [fold(words).text.split() for words in (full, other)]
    keys = [["".join(_words(word)) or word for word in side] for side in sides]
    found: list[tuple[Change, str]] = []
    for change, start, end, first, last in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if end > start:
            found.append(("same" if change == "equal" else "cut", " ".join(sides[0][start:end])))
        if change != "equal" and last > first:
            found.append(("added", " ".join(sides[1][first:last])))
    return found


def write_diff(changes: Sequence[tuple[Change, str]]) -> str:
    """Write what `diff_quotes` found on one line, as `wdiff` does: [-cut-], {+added+}.

    Examples
    --------
    >>> write_diff(diff_quotes("We will never leave", "We shall leave"))
    'We [-will never-] {+shall+} leave'
    """
    marks = {"same": ("", ""), "cut": ("[-", "-]"), "added": ("{+", "+}")}
    return " ".join(f"{marks[change][0]}{words}{marks[change][1]}" for change, words in changes)


@dataclass(frozen=True)
class _Utterance:
    row: dict[Any, Any]
    words: tuple[str, ...]
    stretches: tuple[tuple[str, ...], ...]  # between marks of omission and insertions
    speaker: str
    stories: frozenset[str]

    @property
    def address(self) -> tuple[str, str, int]:
        return str(self.row["article_id"]), str(self.row["field"]), int(self.row["start"])

    @property
    def rank(self) -> tuple[int, pd.Timestamp, tuple[str, str, int]]:
        """Its place in order: the longer first, then the earlier."""
        published = self.row["published"]
        return -len("".join(self.words)), published if pd.notna(published) else LATE, self.address

    @property
    def grams(self) -> set[tuple[str, ...]]:
        return {self.words[place : place + GRAM] for place in range(len(self.words) - GRAM + 1)}


def _words(words: str) -> tuple[str, ...]:
    """The words as compared: case, British and American spelling are no difference."""
    return tuple(_spelled(word) for word in WORD.findall(words.casefold()))


@lru_cache(maxsize=1 << 15)
def _spelled(word: str) -> str:
    return "and" if word == "&" else DOUBLED.sub("", fold_spelling(word))


def _utterance(row: dict[Any, Any], stories: dict[Any, frozenset[str]]) -> _Utterance:
    plain = fold(str(row["text"])).text.casefold()
    stretches = [_words(part) for part in GAP.split(plain)]
    speaker = row["speaker"].split()[-1].casefold() if isinstance(row["speaker"], str) and row["speaker"] else ""
    held = tuple(part for part in stretches if part)
    return _Utterance(row, _words(plain), held, speaker, stories.get(row["article_id"], frozenset()))


def _nothing() -> pd.DataFrame:
    """Return the table of nothing, with the columns that it has else."""
    texts = {name: pd.Series([], dtype=DTYPES["text"]) for name in ("source", "full_text")}
    return empty(QUOTATIONS).assign(published=pd.Series([], dtype=DTYPES["time"]), **texts)


def _linked(utterances: list[_Utterance]) -> list[dict[Any, Any]]:
    """Give each version to the longest wording that holds it; longer wordings come first."""
    known: dict[tuple[str, ...], list[int]] = defaultdict(list)
    fulls: list[_Utterance] = []
    rows = []
    for one in sorted(utterances, key=lambda one: one.rank):
        shared = Counter(place for gram in one.grams for place in known.get(gram, ())[:MOST_VERSIONS])
        tried = sorted(shared, key=lambda place: (-shared[place], place))[:TRIED]
        versions = ((fulls[place], _version(fulls[place], one)) for place in tried)
        full, version = next(((full, found) for full, found in versions if found), (one, ("full", 1.0)))
        if full is one:
            for gram in one.grams:
                known[gram].append(len(fulls))
            fulls.append(one)
        told = make_id("quotation", *full.address, full.row["text"]), *version, full.row["text"]
        rows.append(one.row | dict(zip(("quotation_id", "version", "similarity", "full_text"), told, strict=True)))
    return rows


def _version(full: _Utterance, one: _Utterance) -> tuple[str, float] | None:
    """How one wording renders a longer one; None where they are two utterances."""
    inside = one.stories & full.stories or one.row["article_id"] == full.row["article_id"]
    speakers = {speaker for speaker in (full.speaker, one.speaker) if speaker}
    if len(one.words) < SURE and (not inside or len(speakers) > 1 or not _has_content(one.words)):
        return None
    if "".join(one.words) == "".join(full.words):  # "on to" is "onto"
        return "same", 1.0
    if _in_order(one.stretches, full.words):
        return "cut", 1.0
    if len(one.words) < LEAST_ALTERED or len(speakers) > 1:
        return None
    blocks = SequenceMatcher(None, full.words, one.words, autojunk=False).get_matching_blocks()
    similarity = sum(block.size for block in blocks) / len(one.words)
    return ("altered", round(similarity, 4)) if similarity >= ALIKE else None


def _has_content(words: Sequence[str]) -> bool:
    return sum(word not in load_function_words() for word in words) >= LEAST_CONTENT


def _in_order(stretches: Sequence[tuple[str, ...]], full: tuple[str, ...]) -> bool:
    """Whether the stretches stand in the full wording, each whole and one after the other."""
    whole, place = "".join(full), 0
    for part in stretches:
        found = whole.find("".join(part), place)
        if found < 0:
            return False
        place = found + len("".join(part))
    return bool(stretches)
