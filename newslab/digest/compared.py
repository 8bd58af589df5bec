"""Where sources differ, and how much was compared: sentences from checked templates; and the themes that they stress."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from newslab.digest.desk import NEVER_TOLD, Desk, Line
from newslab.digest.shown import OPEN, number, tells_difference, told_differences
from newslab.digest.tells import who_tells_what
from newslab.digest.wording import counted, listed, outlet_name
from newslab.tables import cite
from newslab.text.content import content_words

Passage = tuple[str, str, list[dict[str, Any]]]  # text, kind, citations
SURE: Final = 1.645  # z beyond which a term is a source's own, one-sided 5 %: the table holds no weaker ones
MOST_SHOWN: Final = 4
LEAST_TERMS, MOST_TERMS = 2, 4  # of a theme
HEAD: Final = 3  # sentences at the head of an article, which tell what all write of
RULES: Final = (
    "Numbers and times of day are compared where two statements are alike enough; "
    "what differs in other ways is not found."
)
DIFFER, COMPARED = HEADINGS = ("Where reports differ", "What we compared")  # newslab's own headings, of no article
_VERDICT: Final = {
    "updated": "the figure changed, or one is of another time",
    "part_whole": "one may be a part of the other",
    "scope": "they tell it to different extents",
    "rounding": "one is rounded",
    "attribution": "one gives it as somebody's word",
    "same origin": "both go back to one report",
    "correction": "one report was corrected",
}
_DIFFER: Final = {
    "number": "figures",
    "amount": "figures",
    "share": "figures",
    "date": "dates",
    "time of day": "times",
}


@dataclass(frozen=True)
class Counts:
    """What was compared in a story, and what a page tells of it."""

    n_events: int
    n_statements: int
    n_judged: int
    n_open: int  # of these, the differences that nothing explains
    n_omitted: int


def compared_paragraphs(desk: Desk, story_id: str, members: Sequence[str]) -> dict[str, list[Passage]]:
    """Tell where a story's sources differ, and what was compared: sentences by heading."""
    judged = told_differences(desk, story_id)
    differ = [told for row in judged if (told := _difference(desk, row))][:MOST_SHOWN]
    compared = _compared_lines(desk, story_id, members, judged)
    return {DIFFER: differ, COMPARED: compared}


# ------------------------------------------------------------------------------------------------------------ differences


def overtaken_values(desk: Desk, story_id: str) -> list[str]:
    """Return the values, in lower case, that a newer one replaced or that another report denies: no headline's."""
    values = {
        str(row.value).removeprefix("at least ")
        for row in desk.state.get(story_id, [])
        if row.slot == "toll" and isinstance(row.replaced_by, str)
    }
    for row in desk.contrasts_of(story_id):
        if tells_difference(row) and row.verdict in OPEN:
            values |= {str(cell).casefold() for cell in (row.value, row.other_value) if is_text(cell)}
    return sorted(values)


def differ_words(row: Any) -> str:
    """Return what a difference without another explanation is called: whether one side is wrong was not decided.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> differ_words(SimpleNamespace(subject="the number: people")), differ_words(SimpleNamespace(subject="the date"))
    ('figures differ', 'dates differ')
    """
    head = str(row.subject).partition(":")[0].removeprefix("the ").strip()
    return f"{_DIFFER.get(head, 'reports')} differ"


def _difference(desk: Desk, row: Any) -> Passage | None:
    cites = [again(one) for one in desk.cited.get(str(row.contrast_id), [])]
    if not cites or not is_text(row.value) or not is_text(row.other_value):
        return None
    head, _, rest = str(row.subject).strip().rstrip(".:").partition(": ") if is_text(row.subject) else ("", "", "")
    subject = f"On {head} ({rest}), " if rest else f"On {head}, " if head else ""
    sides = [
        f"{outlet_name(str(source)) if is_text(source) else 'one source'} {says}“{value.strip()}”"
        for source, says, value in ((row.source, "says ", row.value), (row.other, "", row.other_value))
    ]
    more = str(row.reason).partition("; ")[2].strip().rstrip(".") if is_text(row.reason) else ""
    verdict = more or _VERDICT.get(str(row.verdict)) or differ_words(row)
    return f"{subject}{' and '.join(sides)}: {verdict}.", "contrast", cites


# --------------------------------------------------------------------------------------------------------------- emphasis


def told_terms(desk: Desk, story_id: str, members: Sequence[str]) -> dict[str, list[Any]]:
    """Return the rows of the emphasis table that make the theme of a source, surest source and term first.

    A theme is of at least two terms that share sentences of the source. Left out are words of the topic (those of most titles, or told at the head by most sources), of outlets, and what
    is within another term already.
    """
    rows = sorted(
        (row for row in desk.emphasis.get(story_id, []) if row.z >= SURE),
        key=lambda row: (-number(row.z), str(row.source), str(row.term)),
    )
    by_source: dict[str, list[Line]] = defaultdict(list)
    for key in sorted(members):
        by_source[desk.source(key)] += [line for line in desk.lines.get(key, []) if line.role not in NEVER_TOLD]
    common = _common_words(desk, members, by_source)
    found: dict[str, list[Any]] = defaultdict(list)
    told: dict[str, set[str]] = defaultdict(set)  # words of the terms of a source
    used: dict[str, set[tuple[str, int]]] = defaultdict(set)  # its sentences that use one of them
    for row in rows:
        source, term, words = str(row.source), str(row.term), content_words(str(row.term))
        lines = {line.key for line in by_source[source] if uses_term(line.text, term)}
        joined = not found[source] or len(lines & used[source]) > 1
        if words - common - told[source] and len(lines) > 1 and joined and len(found[source]) < MOST_TERMS:
            found[source].append(row)
            told[source] |= words
            used[source] |= lines
    return {source: held for source, held in found.items() if len(held) >= LEAST_TERMS}


def _common_words(desk: Desk, members: Sequence[str], by_source: Mapping[str, Sequence[Line]]) -> set[str]:
    """Return the words of a story's topic, those of most titles or told at the head by most sources, and of its outlets."""
    titled = Counter(word for key in members for word in content_words(str(desk.articles[key].title)))
    heads = [content_words(" ".join(line.text for line in held if line.position < HEAD)) for held in by_source.values()]
    headed = Counter(word for head in heads for word in head)
    common = {word for word, n in titled.items() if n > max(1.0, len(members) / 3)}
    common |= {word for word, n in headed.items() if n > len(heads) / 2}
    return common.union(*(content_words(desk.source(key)) for key in members))


def uses_term(words: str, term: str) -> bool:
    """Tell whether a sentence uses a term, as whole words in any case.

    Examples
    --------
    >>> uses_term("Kids use phones.", "kids"), uses_term("Skids.", "kids")
    (True, False)
    """
    return bool(re.search(rf"(?<!\w){re.escape(term)}(?!\w)", words, re.IGNORECASE))


# ------------------------------------------------------------------------------------------------------ what was compared


def count_compared(desk: Desk, story_id: str) -> Counts:
    """Count what was compared in a story: the statements of its articles, and what its page shows of differences and
    of facts that some do not tell.
    """
    judged, (_, rows) = told_differences(desk, story_id), who_tells_what(desk, story_id)
    n_omitted = sum(any(cell.how == "not told" for cell in row.cells) for row in rows)
    n_open = sum(row.verdict in OPEN for row in judged)
    return Counts(len(desk.events_of(story_id)), len(_statements_of(desk, story_id)), len(judged), n_open, n_omitted)


def _statements_of(desk: Desk, story_id: str) -> list[Any]:
    """Return the statements of the texts of a story's articles, in order of place."""
    members = sorted({key for one in desk.family(story_id) for key in desk.members.get(one, [])})
    return [row for key in members for line in desk.lines.get(key, []) for row in desk.statements.get(line.key, [])]


def _compared_lines(desk: Desk, story_id: str, members: Sequence[str], judged: Sequence[Any]) -> list[Passage]:
    n_origins = len(desk.origins_of(members))
    cites = [again(row) for one in judged for row in desk.cited.get(str(one.contrast_id), [])]
    if not cites:  # the first statement of each article: what was compared where nothing differed
        firsts = {str(row.article_id): row for row in reversed(_statements_of(desk, story_id))}
        texts = {key: str(desk.articles[key].text)[int(row.start) : int(row.end)] for key, row in firsts.items()}
        cites = [cite("", key, texts[key], int(firsts[key].start)) for key in sorted(firsts)]
    if n_origins < 2 or not cites:
        return []
    counts = count_compared(desk, story_id)
    kinds = (
        (counts.n_open, "difference", "that nothing explains"),
        (counts.n_judged - counts.n_open, "difference", "with an explanation"),
        (counts.n_omitted, "fact", "that some do not tell"),
    )
    found = [f"{counted(n, noun)} {what}" for n, noun, what in kinds if n]
    told = f"Sure enough to be told: {listed(found)}" if found else "None differ surely enough to be told"
    compared = f"{counted(counts.n_statements, 'statement')} of {counted(n_origins, 'independent origin')}"
    return [(f"Compared were {compared}. {told}. {RULES}", "compared", cites[:40])]


def again(row: Any, cited_id: str = "", side: str = "") -> dict[str, Any]:
    """Repeat a citation of a state, an event, a contrast or a passage for a passage."""
    place = {"article_id": str(row.article_id), "field": str(row.field), "start": int(row.start), "end": int(row.end)}
    return {"cited_id": cited_id, "side": side, **place, "hash": str(row.hash)}


def is_text(cell: object) -> bool:
    """Tell whether a cell holds words."""
    return isinstance(cell, str) and bool(cell.strip())
