"""What sources stress differently, where they differ, and how much was compared: sentences from checked templates."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from newslab.digest.desk import Desk, Line
from newslab.digest.wording import content_words, listed, outlet_name
from newslab.tables import cite

Told = tuple[str, str, list[dict[str, Any]]]  # text, kind, citations
SURE: Final = 1.645  # z beyond which a term is a source's own, one-sided 5 %: the table holds no weaker ones
MOST_SHOWN: Final = 4
LEAST_USES: Final = 2  # sentences of a source that use a term, from which the page tells it
MOST_CITED: Final = 3
MOST_TERMS: Final = 3
ACTOR: Final = 0.4  # share of a story's origins from which whoever they name is one of its main actors
_EMPTY: Final = content_words(  # words that say nothing of what a report is about
    "first second third last next new old count counted number meeting met meet agreed agree told text texts report "
    "reports reported added called came made official officials man men woman women people person percent million "
    "billion thousand north south east west northern southern eastern western morning evening night today yesterday "
    "tomorrow monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december held hold expected including part parts place time times early late lead "
    "long large small big high low main earlier past affected company statement decision huge understand lesson good thing things want wanted known know show showed shown work country countries"
)
RULES: Final = (
    "Numbers, dates, places, names of office holders, quotations, causes, blame, denial and certainty are compared where two "
    "statements are alike enough; what differs in other ways is not found."
)
OMISSION: Final = "omission"
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
    "number": "figures", "amount": "figures", "share": "figures", "date": "dates", "time of day": "times", "place": "places",
    "what happened": "accounts", "words quoted": "quotations",
}  # fmt: skip


@dataclass(frozen=True)
class Paragraph:
    """A heading and its sentences."""

    heading: str
    sentences: tuple[Told, ...]


def compared_paragraphs(desk: Desk, story_id: str, members: Sequence[str]) -> list[Paragraph]:
    """Tell what a story's sources stress differently, where they differ, and what was compared."""
    found = []
    stress = _stress(desk, story_id, members) or _shares(desk, story_id, members)
    if stress:
        found.append(Paragraph("What sources stress differently", tuple(stress[:3])))
    judged = told_differences(desk, story_id)
    differ = [told for row in judged if (told := _difference(desk, row))]
    if differ:
        found.append(Paragraph("Where reports differ", tuple(differ[:MOST_SHOWN])))
    line = _compared_line(desk, story_id, members, judged)
    if line:
        found.append(Paragraph("What we compared", (line,)))
    return found


def _difference(desk: Desk, row: Any) -> Told | None:
    cites = [_again(one) for one in desk.cited.get(str(row.contrast_id), [])]
    if not cites or not _is_text(row.value) or not _is_text(row.other_value):
        return None
    subject = f"On {_soft(str(row.subject))}, " if _is_text(row.subject) else ""
    verdict = _VERDICT.get(str(row.verdict)) or differ_words(row)
    _, _, more = str(row.reason).partition("; ") if _is_text(row.reason) else ("", "", "")
    text = (
        f"{subject}{_named(row.source)} says {_marked(row.value)} and {_named(row.other)} {_marked(row.other_value)}: "
        f"{more.strip().rstrip('.') or verdict}."
    )
    return text, "contrast", cites


def tells_difference(row: Any) -> bool:
    """Tell whether a contrast is a difference of two reports that the build is sure enough of to show it."""
    return row.shown is True and row.kind not in ("coverage", "emphasis", OMISSION)


def told_differences(desk: Desk, story_id: str) -> list[Any]:
    """Return the differences that a page tells, contradictions first, then the surest."""
    judged = [row for row in desk.contrasts_of(story_id) if tells_difference(row)]
    return sorted(judged, key=lambda row: (row.verdict != "contradiction", -_number(row.score), str(row.contrast_id)))


def told_omissions(desk: Desk, story_id: str) -> list[Any]:
    """Return the facts that some do not tell and that a page shows, the weightiest first."""
    omitted = [row for row in desk.contrasts_of(story_id) if row.kind == OMISSION and row.shown is True]
    return sorted(omitted, key=lambda row: (-_number(row.score), str(row.contrast_id)))


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


def told_terms(desk: Desk, story_id: str, members: Sequence[str]) -> dict[str, list[Any]]:
    """Return the rows of the emphasis table that tell something, by source, surest source and term first.

    Left out are a source's own name, words of every report (who it is about, days, officials), what stands in a longer
    name only, and what the source's sentences use once.
    """
    rows = sorted(_surest(desk, story_id), key=lambda row: (-_number(row.z), str(row.source), str(row.term)))
    if not rows:
        return {}
    common = _common_words(desk, members)
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in desk.lines(members):
        lines[desk.source(line.article_id)].append(line)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        source, term = str(row.source), str(row.term)
        words = content_words(term) - _EMPTY
        told = frozenset().union(*(content_words(str(one.term)) for one in found[source]))
        if not words - common - told - content_words(source) or len(term) <= 3:
            continue
        uses = [line for line in lines[source] if uses_term(line.text, term)]
        if len(uses) >= LEAST_USES and any(_stands_alone(desk, line, term) for line in uses):
            found[source].append(row)
    return {source: held for source, held in found.items() if held}


def _surest(desk: Desk, story_id: str) -> list[Any]:
    table = desk.rows_of("emphasis", [story_id])
    return list(table[table["z"] >= SURE].itertuples())


def _stands_alone(desk: Desk, line: Line, term: str) -> bool:
    """Tell whether a sentence uses a term other than within a longer name: "South" of "South Korea" does not."""
    longer = [
        name for name in desk.settings[line.article_id].names_in(line.start, line.end) if len(name.text) > len(term)
    ]
    return any(
        not any(
            name.start <= line.start + match.start() and line.start + match.end() <= name.end
            and name.text.casefold().removeprefix("the ") != term.casefold()
            for name in longer
        )
        for match in re.finditer(rf"(?<!\w){re.escape(term)}(?!\w)", line.text, re.IGNORECASE)
    )  # fmt: skip


def _stress(desk: Desk, story_id: str, members: Sequence[str]) -> list[Told]:
    """Say which words each source uses more than the others: the first terms of the table on the page."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in desk.lines(members):
        lines[desk.source(line.article_id)].append(line)
    return [
        _stressed(source, [
            (str(row.term), [line for line in lines[source] if uses_term(line.text, str(row.term))]) for row in rows[:MOST_TERMS]
        ])
        for source, rows in told_terms(desk, story_id, members).items()
    ]  # fmt: skip


def _stressed(source: str, uses: Sequence[tuple[str, list[Line]]]) -> Told:
    marked = listed([f"{_marked(term)} ({len(found)} sentences)" for term, found in uses])
    text = f"Counted by words, {outlet_name(source)} writes more often of {marked} than the other sources do."
    cites = [cite("", line.article_id, line.text, line.start) for _, found in uses for line in found[:MOST_CITED]]
    return text, "stress", cites


def uses_term(words: str, term: str) -> bool:
    """Tell whether a sentence uses a term, as whole words in any case.

    Examples
    --------
    >>> uses_term("Kids use phones.", "kids"), uses_term("Skids.", "kids")
    (True, False)
    """
    return bool(re.search(rf"(?<!\w){re.escape(term)}(?!\w)", words, re.IGNORECASE))


def _common_words(desk: Desk, members: Sequence[str]) -> frozenset[str]:
    """Return the words of a story's titles, its outlets and main actors: whoever tells the story uses them."""
    words: set[str] = set()
    users: dict[str, set[str]] = defaultdict(set)
    titled: Counter[str] = Counter()
    for key in members:
        words |= content_words(desk.source(key))
        titled.update(content_words(str(desk.articles[key].title)))
        for name in desk.settings[key].names if key in desk.settings else ():
            users[name.full].add(desk.origins.get(key, key))
    words |= {word for word, n in titled.items() if n > max(1.0, ACTOR * len(members))}
    n_origins = len({desk.origins.get(key, key) for key in members})
    for full, origins in users.items():
        if len(origins) > max(1.0, ACTOR * n_origins):
            words |= content_words(full)
    return frozenset(words)


def _shares(desk: Desk, story_id: str, members: Sequence[str]) -> list[Told]:
    """Say who carried most of a story, where no term tells its sources apart."""
    table = desk.rows_of("coverage", [story_id])
    table = table[table["n"] > 0].sort_values(["n", "source"], ascending=[False, True])
    if len(table) < 2 or int(table["n"].iloc[0]) < 2:
        return []
    n_reports = int(table["n_reports"].iloc[0]) if "n_reports" in table else int(table["n"].sum())
    source, n = str(table["source"].iloc[0]), int(table["n"].iloc[0])
    cites = [
        cite("", key, str(desk.articles[key].title), 0, field="title")
        for key in members
        if desk.source(key) == source and _is_text(desk.articles[key].title)
    ]
    text = f"{outlet_name(source)} carried {n} of the {n_reports} independent reports; {_count(len(table) - 1, 'other source')} carried the rest."
    return [(text, "stress", cites[:12])] if cites and n < n_reports else []


@dataclass(frozen=True)
class Counts:
    """What was compared in a story, and what a page tells of it."""

    n_events: int
    n_statements: int
    n_judged: int
    n_open: int  # of these, the differences that nothing explains
    n_omitted: int


def count_compared(desk: Desk, story_id: str) -> Counts:
    """Count what was compared in a story: the statements of its articles, and the differences that are shown."""
    judged, omitted = told_differences(desk, story_id), told_omissions(desk, story_id)
    n_open = sum(row.verdict in ("contradiction", "differs") for row in judged)
    return Counts(len(desk.events_of(story_id)), len(_statements_of(desk, story_id)), len(judged), n_open, len(omitted))


def _statements_of(desk: Desk, story_id: str) -> pd.DataFrame:
    members = {key for one in desk.family(story_id) for key in desk.members.get(one, [])}
    return desk.rows_of("statements", members, "article_id")


def _compared_line(desk: Desk, story_id: str, members: Sequence[str], judged: Sequence[Any]) -> Told | None:
    n_origins = len({desk.origins.get(key, key) for key in members})
    if n_origins < 2:
        return None
    cites = [_again(row) for one in judged for row in desk.cited.get(str(one.contrast_id), [])]
    if not cites:
        cites = _first_statements(desk, _statements_of(desk, story_id))
    if not cites:
        return None
    counts = count_compared(desk, story_id)
    others = counts.n_judged - counts.n_open
    found = [f"{_count(counts.n_open, 'difference')} that nothing explains"] if counts.n_open else []
    if others:
        found.append(
            f"{others:,} with an explanation" if found else f"{_count(others, 'difference')} with an explanation"
        )
    if counts.n_omitted:
        found.append(f"{_count(counts.n_omitted, 'fact')} that some do not tell")
    told = f"Sure enough to be told: {listed(found)}" if found else "None differ surely enough to be told"
    text = (
        f"Compared were {_count(counts.n_statements, 'statement')} of {_count(n_origins, 'independent origin')}. "
        f"{told}. {RULES}"
    )
    return text, "compared", cites[:40]


def _first_statements(desk: Desk, statements: pd.DataFrame) -> list[dict[str, Any]]:
    """Cite the first statement of each article: what was compared where nothing differed."""
    cites, seen = [], set()
    for row in statements.sort_values(["article_id", "start", "end"]).itertuples():
        article_id = str(row.article_id)
        if article_id not in seen and row.field == "text" and article_id in desk.settings:
            seen.add(article_id)
            start, end = int(row.start), int(row.end)  # type: ignore[arg-type]
            cites.append(cite("", article_id, desk.settings[article_id].text[start:end], start))
    return cites


def _again(row: Any) -> dict[str, Any]:
    """Repeat a citation of an event or contrast for a passage."""
    return {
        "cited_id": "", "side": "", "article_id": str(row.article_id), "field": str(row.field), "start": int(row.start),
        "end": int(row.end), "hash": str(row.hash),
    }  # fmt: skip


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _marked(value: object) -> str:
    return f"“{str(value).strip()}”"


def _named(source: object) -> str:
    return outlet_name(str(source)) if _is_text(source) else "one source"


def _soft(subject: str) -> str:
    head, _, rest = subject.strip().rstrip(".:").partition(": ")
    return f"{head} ({rest})" if rest else head


def _is_text(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell.strip())


def _number(cell: object) -> float:
    return 0.0 if cell is None or pd.isna(cell) else float(cell)  # type: ignore[call-overload, arg-type]
