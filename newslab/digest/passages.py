"""Passages: the sentences of a story page, written from the story's state, each cited to all who tell the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from newslab.digest.compared import again, compared_paragraphs, overtaken_values, tells_difference
from newslab.digest.desk import Desk, Line
from newslab.digest.telling import OWN, Told, tell
from newslab.digest.wording import holds_value, listed
from newslab.tables import CITATIONS, PASSAGES, build, cite, make_id
from newslab.text.content import content_words, figures, overlap

SHOWN: Final = 100  # stories from which on a progress bar is shown
MOST_PARTS: Final = 6
OF_MANY: Final = 2  # sentences that tell a story of several parts, and each of its parts
LONGEST, SHORTEST = 4, 2  # sentences of a paragraph: of one run of an article, and of several
AGAIN: Final = 0.5  # share of words from which a sentence says again what another did
SUPPORT: Final = 0.4  # shared words from which a sentence of another origin supports one that is told
_NEGATIONS: Final = frozenset((" not ", "n't ", " no ", " never ", " denied ", " denies ", " without "))


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
        self.rows.append({
            "passage_id": passage_id, "story_id": self.story_id, "paragraph": self.paragraph, "heading": heading,
            "position": position, "text": text, "kind": kind,
        })  # fmt: skip
        self.cites += [{**row, "cited_id": passage_id} for row in cites]


@dataclass(frozen=True)
class _Piece:
    """One value of the state as it is told, with its citations."""

    row: Any
    told: Told
    cites: list[dict[str, Any]]


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
    attributed, quote, opinion) is an article's own or its main clause, with notes in square brackets; its
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
    parts = _parts_by_size(desk, story_id)
    _tell_headline(draft)
    draft.paragraph = 1
    if len(parts) > 1:
        _paragraph(draft, _pieces(draft, _placed(desk, story_id)[:OF_MANY]))
        for part in parts[:MOST_PARTS]:
            pieces = _pieces(draft, _placed(desk, part)[:OF_MANY])
            _paragraph(draft, pieces, (), *_part_heading(draft, part, pieces))
    else:
        rows = desk.state.get(story_id, [])
        told = _pieces(draft, _placed(desk, story_id)) or _pieces(draft, rows)[:SHORTEST]
        paragraphs = _break(told)
        for at, pieces in enumerate(paragraphs):
            _paragraph(draft, pieces, _toll(draft, rows, pieces) if at == 0 else ())
    members = [key for key in desk.members.get(story_id, []) if desk.is_english(key)]
    for paragraph in compared_paragraphs(desk, story_id, members):
        for position, (text, kind, cited) in enumerate(paragraph.sentences):
            draft.add(text, paragraph.heading, position, kind, cited)
        draft.paragraph += 1
    if not draft.headings and draft.told:  # no article has a title
        draft.paragraph, one = 0, draft.told[0]
        text = str(desk.articles[one.line.article_id].text)[one.start : one.end]
        draft.add(text, "", 0, "headline", [cite("", one.line.article_id, text, one.start)])
    draft.rows.sort(key=lambda row: (row["paragraph"], row["position"]))
    return draft


def _placed(desk: Desk, story_id: str) -> list[Any]:
    """Return the values of the state that the page tells, in order."""
    return sorted((row for row in desk.state.get(story_id, []) if row.place > 0), key=lambda row: int(row.place))


def _parts_by_size(desk: Desk, story_id: str) -> list[str]:
    parts = desk.parts.get(story_id, [])
    return sorted(parts, key=lambda part: (-len(desk.origins_of(desk.members.get(part, []))), part))


def _pieces(draft: _Draft, rows: Sequence[Any]) -> list[_Piece]:
    """Tell values of the state in order, each by its first sentence, as far as they are new and undisputed."""
    found: list[_Piece] = []
    for row in rows:
        line = next(iter(_cited_lines(draft.desk, row)), None)
        if line is None or line.key in draft.stale or (line.key in draft.disputed and found):
            continue
        follows = bool(found) and _follows(line, found[-1].told.line)
        told = tell(draft.desk, line, draft.known, placed=True, follows=follows)
        if told is not None and not _says_again(told, draft.told):
            draft.told.append(told)
            draft.known |= told.named
            found.append(_Piece(row, told, _support(draft, row, told)))
    return found


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


def _support(draft: _Draft, row: Any, told: Told) -> list[dict[str, Any]]:
    """Cite the sentence itself, and of each other origin one that holds its words, figures and names, and denies no
    more.
    """
    desk, line = draft.desk, told.line
    text = str(desk.articles[line.article_id].text)[told.start : told.end]
    found = [cite("", line.article_id, text, told.start)]
    words, numbers, taken = content_words(text), figures(text), {desk.origins.get(line.article_id, line.article_id)}
    names = [
        content_words(str(one.text))
        for one in desk.names.get(line.article_id, [])
        if told.start <= int(one.start) < told.end
    ]
    for one in desk.cited.get(str(row.state_id), []) if told.kind != OWN else []:
        other, origin = (
            desk.line_at(str(one.article_id), int(one.start)),
            desk.origins.get(str(one.article_id), str(one.article_id)),
        )
        if (
            other is None
            or origin in taken
            or not numbers <= figures(other.text)
            or _denies(text) != _denies(other.text)
        ):
            continue
        bag = content_words(other.text)
        if len(words & bag) >= SUPPORT * len(words) and sum(bool(name & bag) for name in names) >= len(names) / 2:
            taken.add(origin)
            found.append(cite("", other.article_id, other.text, other.start))
    return found


def _denies(text: str) -> bool:
    low = f" {text.casefold()} ".replace("’", "'")
    return any(mark in low for mark in _NEGATIONS)


def _paragraph(
    draft: _Draft, pieces: Sequence[_Piece], more: Sequence[tuple[str, list[dict[str, Any]]]] = (), heading: str = "",
    headed: Sequence[dict[str, Any]] = (),
) -> None:  # fmt: skip
    """Enter a paragraph: its pieces in order, sentences from templates after them, under a heading with its citations."""
    if not pieces and not more:
        return
    for position, piece in enumerate(pieces):
        draft.add(
            piece.told.text, heading, position, piece.told.kind, [*piece.cites, *(headed if position == 0 else ())]
        )
    for position, (text, cites) in enumerate(more, start=len(pieces)):
        draft.add(text, heading, position, "toll", cites)
    draft.paragraph += 1


def _part_heading(draft: _Draft, part: str, pieces: Sequence[_Piece]) -> tuple[str, list[dict[str, Any]]]:
    """Return a headline of a part that no other part has and half of whose words its sentences hold, with its citations."""
    told = frozenset().union(*(content_words(piece.told.text) for piece in pieces))
    for row in draft.desk.state.get(part, []):
        if row.slot == "headline" and str(row.value) not in draft.headings and _holds(told, str(row.value)):
            draft.headings.append(str(row.value))
            cited = draft.desk.cited.get(str(row.state_id), [])
            return str(row.value), [again(one) | {"side": "heading"} for one in cited[:1]]
    return "", []


def _holds(told: frozenset[str], heading: str) -> bool:
    words = content_words(heading)
    return len(words & told) >= len(words) / 2


def _toll(draft: _Draft, rows: Sequence[Any], pieces: Sequence[_Piece]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Tell the newest toll by a template where the lead does not hold it."""
    newest = [row for row in rows if row.slot == "toll" and not isinstance(row.replaced_by, str)]
    held = frozenset().union(*(figures(piece.told.text) for piece in pieces))
    if not newest or all(figures(str(row.value)) <= held for row in newest):
        return []
    cites = [
        cite("", line.article_id, line.text, line.start) for row in newest for line in _cited_lines(draft.desk, row)
    ]
    return [(toll_sentence(rows), cites)] if cites else []


def _cited_lines(desk: Desk, row: Any) -> list[Line]:
    cited = desk.cited.get(str(row.state_id), [])
    return [line for one in cited if (line := desk.line_at(str(one.article_id), int(one.start))) is not None]


def toll_sentence(rows: Sequence[Any]) -> str:
    """Return the sentence that tells the newest dead, hurt and missing of a story's state.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> toll_sentence([SimpleNamespace(slot="toll", value="at least 84 killed", replaced_by=None)])
    'The newest count is at least 84 killed.'
    """
    newest = [str(row.value) for row in rows if row.slot == "toll" and not isinstance(row.replaced_by, str)]
    return f"The newest {'count is' if len(newest) == 1 else 'counts are'} {listed(newest)}." if newest else ""


def _stale(desk: Desk, story_id: str) -> frozenset[tuple[str, int]]:
    """Return where the sentences stand whose toll was replaced by a newer one."""
    rows = [row for row in desk.state.get(story_id, []) if row.slot == "toll" and isinstance(row.replaced_by, str)]
    return frozenset(line.key for row in rows for line in _cited_lines(desk, row))


def find_disputed(desk: Desk, story_id: str) -> frozenset[tuple[str, int]]:
    """Return where the sentences stand that another report contradicts: they are told with both sides, not as facts."""
    rows = [
        row
        for row in desk.contrasts_of(story_id)
        if tells_difference(row) and row.verdict in ("contradiction", "differs")
    ]
    cited = [one for row in rows for one in desk.cited.get(str(row.contrast_id), []) if one.field == "text"]
    return frozenset(
        line.key for one in cited if (line := desk.line_at(str(one.article_id), int(one.start))) is not None
    )


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
