"""Passages: the sentences of a story page, written from the story's state, each cited to all who tell the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from newslab.digest.compared import Passage, again, compared_paragraphs, overtaken_values
from newslab.digest.desk import Desk, Line
from newslab.digest.shown import OPEN, tells_difference
from newslab.digest.stating import states_fact
from newslab.digest.telling import OWN, WRITES, Told, tell
from newslab.digest.wording import holds_value, listed, outlet_name
from newslab.tables import CITATIONS, PASSAGES, build, cite, make_id
from newslab.text.content import content_words, figures, overlap

SHOWN: Final = 100  # stories from which on a progress bar is shown
MOST_PARTS: Final = 6
OF_MANY: Final = 2  # sentences that tell a story of several parts, and each of its parts
LONGEST, SHORTEST = 4, 2  # sentences of a paragraph: of one run of an article, and of several
AGAIN: Final = 0.5  # share of words from which a sentence says again what another did


@dataclass(frozen=True)
class _Piece:
    """One value of the state as it is told, with its citations."""

    told: Told
    cites: list[dict[str, Any]]


@dataclass
class _Draft:
    """A story being told: what was said so far, so that nothing is said twice."""

    story_id: str
    desk: Desk
    stale: frozenset[tuple[str, int]] = frozenset()  # sentences whose value was replaced
    disputed: frozenset[tuple[str, int]] = frozenset()
    told: list[Told] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    headings: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    cites: list[dict[str, Any]] = field(default_factory=list)
    paragraph: int = 0

    def add(self, text: str, heading: str, position: int, kind: str, cites: Iterable[Mapping[str, Any]]) -> None:
        passage_id = make_id("passage", self.story_id, self.paragraph, position, text)
        place = {"story_id": self.story_id, "paragraph": self.paragraph, "position": position}
        self.rows.append({"passage_id": passage_id, **place, "heading": heading, "text": text, "kind": kind})
        self.cites += [{**row, "cited_id": passage_id} for row in cites]

    def add_paragraph(self, sentences: Sequence[Passage], heading: str = "") -> None:
        """Enter a paragraph under a heading."""
        for position, (text, kind, cites) in enumerate(sentences):
            self.add(text, heading, position, kind, cites)
        self.paragraph += bool(sentences)


def build_passages(tables: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell every story in short cited paragraphs.

    Parameters
    ----------
    tables : tables by name; read are articles, sentences, statements, names, times, copies, stories, members, state,
        emphasis, contrasts and citations (of state and contrasts). Missing ones count as empty.

    Returns
    -------
    (passages, citations): PASSAGES ordered by story_id, paragraph and position, and CITATIONS of them. Paragraph 0 is
    the headline (kind "headline"); then come the sentences that the state places on the page, in their order, the toll
    ("toll") behind the first paragraph, where they differ ("contrast") and what was compared ("compared"). Each told sentence (fact,
    attributed, quote, opinion) is an article's own, with notes in square brackets; its
    citations are the sentence itself and those of other origins that say the same. Citations with side "heading"
    support the heading.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Notes
    -----
    What is a writer's own view is told as that outlet's. Articles in other languages than English are left out.

    Examples
    --------
    >>> passages, citations = build_passages({})
    >>> len(passages), len(citations)
    (0, 0)
    """
    from tqdm.auto import tqdm

    desk = Desk.of(tables)
    rows: list[dict[str, Any]] = []
    cites: list[dict[str, Any]] = []
    for story_id in tqdm(sorted(desk.stories), desc="write passages", unit="story", disable=len(desk.stories) < SHOWN):
        draft = _tell(story_id, desk)
        rows += draft.rows
        cites += draft.cites
    return build(rows, PASSAGES), build(cites, CITATIONS)


def _tell(story_id: str, desk: Desk) -> _Draft:
    draft = _Draft(story_id, desk, _stale(desk, story_id), find_disputed(desk, story_id))
    _tell_headline(draft)
    draft.paragraph = 1
    parts = desk.parts.get(story_id, [])
    if len(parts) > 1:
        draft.add_paragraph(_passages(_pieces(draft, _placed(desk, story_id)[:OF_MANY])))
        by_size = sorted(parts, key=lambda part: (-len(desk.origins_of(desk.members.get(part, []))), part))
        for part in by_size[:MOST_PARTS]:
            pieces = _pieces(draft, _placed(desk, part)[:OF_MANY])
            heading, headed = _part_heading(draft, part, pieces)
            draft.add_paragraph(_passages(pieces, headed), heading)
    else:
        rows = desk.state.get(story_id, [])
        told = _pieces(draft, _placed(desk, story_id)) or _pieces(draft, rows)[:SHORTEST]
        for at, pieces in enumerate(_break(told)):
            draft.add_paragraph([*_passages(pieces), *(_toll(draft, rows, pieces) if at == 0 else ())])
    for heading, sentences in compared_paragraphs(desk, story_id, desk.english_members(story_id)).items():
        draft.add_paragraph(sentences, heading)
    if not draft.headings and draft.told:  # no article has a title
        draft.paragraph, one = 0, draft.told[0]
        text = str(desk.articles[one.line.article_id].text)[one.start : one.end]
        headline = f"{outlet_name(desk.source(one.line.article_id))}{WRITES}{text}" if one.kind == OWN else text
        draft.add(headline, "", 0, "headline", [cite("", one.line.article_id, text, one.start)])
    draft.rows.sort(key=lambda row: (row["paragraph"], row["position"]))
    return draft


def _placed(desk: Desk, story_id: str) -> list[Any]:
    """Return the values of the state that the page tells, in order."""
    return sorted((row for row in desk.state.get(story_id, []) if row.place > 0), key=lambda row: int(row.place))


def _pieces(draft: _Draft, rows: Sequence[Any]) -> list[_Piece]:
    """Tell values of the state in order, each by its first sentence, as far as they are new and undisputed."""
    found: list[_Piece] = []
    for row in rows:
        line = next((line for _, line in draft.desk.cited_lines(str(row.state_id))), None)
        if line is None or line.key in draft.stale or (line.key in draft.disputed and found):
            continue
        follows = bool(found) and _follows(line, found[-1].told.line)
        told = tell(draft.desk, line, draft.known, placed=True, follows=follows)
        if told is not None and not _says_again(told, draft.told):
            draft.told.append(told)
            draft.known |= told.named
            found.append(_Piece(told, _support(draft.desk, row, told)))
    return found


def _passages(pieces: Sequence[_Piece], headed: Sequence[dict[str, Any]] = ()) -> list[Passage]:
    """Return pieces as sentences of a paragraph; the first cites what its heading rests on."""
    return [(one.told.text, one.told.kind, [*one.cites, *(() if at else headed)]) for at, one in enumerate(pieces)]


def _break(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Part a page into paragraphs: one goes on while each sentence stands behind the last in its article."""
    found: list[list[_Piece]] = []
    for piece in pieces:
        last = found[-1] if found else []
        goes_on = bool(last) and _follows(piece.told.line, last[-1].told.line)
        if last and len(last) < (LONGEST if goes_on else SHORTEST):
            last.append(piece)
        else:
            found.append([piece])
    return found


def _follows(line: Line, before: Line) -> bool:
    return line.article_id == before.article_id and line.position == before.position + 1


def _says_again(told: Told, before: Sequence[Told]) -> bool:
    words = content_words(told.text)
    return any(overlap(words, content_words(other.text)) > AGAIN for other in before)


def _support(desk: Desk, row: Any, told: Told) -> list[dict[str, Any]]:
    """Cite the sentence itself, and of each other origin one that surely states the same."""
    line = told.line
    text = str(desk.articles[line.article_id].text)[told.start : told.end]
    found = [cite("", line.article_id, text, told.start)]
    taken = {desk.origins.get(line.article_id, line.article_id)}
    for _, other in desk.cited_lines(str(row.state_id)) if told.kind != OWN else ():
        origin = desk.origins.get(other.article_id, other.article_id)
        if origin not in taken and states_fact(desk, other, line):
            taken.add(origin)
            found.append(cite("", other.article_id, other.text, other.start))
    return found


def _part_heading(draft: _Draft, part: str, pieces: Sequence[_Piece]) -> tuple[str, list[dict[str, Any]]]:
    """Return a headline of a part that no other part has and half of whose words its sentences hold, with its citations."""
    told = frozenset().union(*(content_words(piece.told.text) for piece in pieces))
    for row in draft.desk.state.get(part, []):
        heading, words = str(row.value), content_words(str(row.value))
        if row.slot == "headline" and heading not in draft.headings and 2 * len(words & told) >= len(words):
            draft.headings.append(heading)
            return heading, [again(one, side="heading") for one in draft.desk.cited.get(str(row.state_id), [])[:1]]
    return "", []


def _toll(draft: _Draft, rows: Sequence[Any], pieces: Sequence[_Piece]) -> list[Passage]:
    """Tell the newest toll by a template where the lead does not hold it."""
    newest = _newest_tolls(rows)
    held = frozenset().union(*(figures(piece.told.text) for piece in pieces))
    if all(figures(str(row.value)) <= held for row in newest):
        return []
    lines = [line for row in newest for _, line in draft.desk.cited_lines(str(row.state_id))]
    cites = [cite("", line.article_id, line.text, line.start) for line in lines]
    return [(toll_sentence(rows), "toll", cites)] if cites else []


def _newest_tolls(rows: Sequence[Any]) -> list[Any]:
    return [row for row in rows if row.slot == "toll" and not isinstance(row.replaced_by, str)]


def toll_sentence(rows: Sequence[Any]) -> str:
    """Return the sentence that tells the newest dead, hurt and missing of a story's state.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> toll_sentence([SimpleNamespace(slot="toll", value="at least 84 killed", replaced_by=None)])
    'The newest count is at least 84 killed.'
    """
    newest = [str(row.value) for row in _newest_tolls(rows)]
    return f"The newest {'count is' if len(newest) == 1 else 'counts are'} {listed(newest)}." if newest else ""


def _stale(desk: Desk, story_id: str) -> frozenset[tuple[str, int]]:
    """Return where the sentences stand whose toll was replaced by a newer one."""
    rows = [row for row in desk.state.get(story_id, []) if row.slot == "toll" and isinstance(row.replaced_by, str)]
    return frozenset(line.key for row in rows for _, line in desk.cited_lines(str(row.state_id)))


def find_disputed(desk: Desk, story_id: str) -> frozenset[tuple[str, int]]:
    """Return where the sentences stand that another report contradicts: they are told with both sides, not as facts."""
    rows = [row for row in desk.contrasts_of(story_id) if tells_difference(row) and row.verdict in OPEN]
    return frozenset(line.key for row in rows for _, line in desk.cited_lines(str(row.contrast_id)))


def _tell_headline(draft: _Draft) -> None:
    """Enter the headline: the likeliest title of all articles that nothing has overtaken."""
    desk = draft.desk
    members = desk.members.get(draft.story_id, [])
    titles = {key: title for key in members if isinstance(title := desk.articles[key].title, str) and title.strip()}
    headline, cites = "", []
    overtaken = overtaken_values(desk, draft.story_id)
    heads = [row for row in desk.state.get(draft.story_id, []) if row.slot == "headline"]
    best = next((row for row in heads if not holds_value(str(row.value), overtaken)), None)
    if best is not None:
        seen: dict[str, Any] = {}
        for one in desk.cited.get(str(best.state_id), []):
            seen.setdefault(desk.origins.get(str(one.article_id), str(one.article_id)), one)
        headline, cites = str(best.value), [again(seen[origin]) for origin in sorted(seen)]
    elif titles:  # in a language that is not read
        named = str(desk.stories[draft.story_id].title)
        key = next((key for key in sorted(titles) if named in titles[key]), min(titles))
        headline, cites = titles[key], [cite("", key, titles[key], 0, field="title")]
    if headline:
        draft.headings.append(headline)
        draft.add(headline, "", 0, "headline", cites)
