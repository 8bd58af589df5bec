"""Passages: the sentences of a story page, written from the story's state, each cited to all who tell the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from newslab.digest.compared import again, compared_paragraphs, overtaken_values, tells_difference
from newslab.digest.desk import NEVER_TOLD, Desk, Line
from newslab.digest.headlines import AGAIN, find_heading
from newslab.digest.telling import OWN, Told, tell
from newslab.digest.wording import holds_value, listed
from newslab.tables import CITATIONS, PASSAGES, build, cite, make_id
from newslab.text.content import content_words, figures, overlap

SHOWN: Final = 100  # stories from which on a progress bar is shown
MOST_PARTS: Final = 6
A_WEEK: Final = pd.Timedelta(days=7)  # after which the newest status is told before what happened first
SIZE: Final = 3  # sentences of a paragraph
BUDGETS: Final = ((1, 6), (3, 9), (9, 12))  # origins up to which a story gets so many sentences of facts
MOST_FACTS_TOLD: Final = 15
NEAR: Final = 0.12  # shared words from which a sentence of another article goes with the first of a paragraph
SUPPORT: Final = 0.4  # shared words from which a sentence of another origin supports one that is told
ASIDES: Final = (  # slot, heading, most sentences, how surely a good page tells the least of them
    ("reaction", "What is said", 3, 0.35), ("next", "What comes next", 2, 0.35), ("background", "Background", 3, 0.2),
)  # fmt: skip
FACT, SURE_FACT = 0.35, 0.6  # how surely a good page tells it, for a page to tell it; for the line of a linked story
SAID: Final = ("what", "status", "cause", "fact")
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

    row: Any  # None: what it leans on
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
    the headline (kind "headline"); then come what happened with its newest status, cause and toll ("toll"), the other
    facts in order of weight, what is said, what comes next, the background ("background"), where they differ ("contrast") and what was compared ("compared"). Each told sentence (fact,
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
        _paragraph(draft, _pieces(draft, _main_rows(desk, story_id), 2))
        for part in parts[:MOST_PARTS]:
            _paragraph(draft, _pieces(draft, _main_rows(desk, part), 2), (), *_part_heading(draft, part))
    else:
        _tell_state(draft, desk.state.get(story_id, []))
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


def _main_rows(desk: Desk, story_id: str) -> list[Any]:
    """Return what a linked story is told by: what happened, the newest status and the surest facts."""
    rows = [row for slot in ("what", "status", "fact") for row in desk.state.get(story_id, []) if row.slot == slot]
    return [row for row in rows if row.p >= SURE_FACT]


def _parts_by_size(desk: Desk, story_id: str) -> list[str]:
    parts = desk.parts.get(story_id, [])
    return sorted(parts, key=lambda part: (-len(desk.origins_of(desk.members.get(part, []))), part))


def _tell_state(draft: _Draft, rows: Sequence[Any]) -> None:
    """Tell the lead, then the facts in order of weight, what is said, what comes next, and the background."""
    n_origins = len(draft.desk.origins_of(draft.desk.members.get(draft.story_id, [])))
    left = next((most for origins, most in BUDGETS if n_origins <= origins), MOST_FACTS_TOLD)
    lead = _lead(rows)
    facts = [row for row in rows if row.slot in SAID and row not in lead and row.p >= FACT]
    weighty = _by_place(draft, [*lead, *facts])
    chosen = [piece for row in lead for piece in _run(draft, row, weighty, 1)]
    for row in [*lead, *facts]:
        chosen += _run(draft, row, weighty, SIZE - len(chosen))
    _paragraph(draft, chosen, _toll(draft, rows, chosen))
    left -= len(chosen)
    for row in facts:
        run = _run(draft, row, weighty, min(SIZE, left))
        for mate in facts:
            if run and len(run) < min(SIZE, left) and _goes_with(draft, mate, run[0]):
                run += _run(draft, mate, weighty, 1)
        _paragraph(draft, _in_order(run))
        left -= len(run)
    for slot, heading, most, least in ASIDES:
        aside = [row for row in rows if row.slot == slot and row.p >= least]
        _paragraph(draft, _pieces(draft, aside, most), heading=heading)


def _lead(rows: Sequence[Any]) -> list[Any]:
    """Return what happened, its newest status and its cause; the status first where it is of another week."""
    lead = [row for slot in ("what", "status", "cause") for row in rows if row.slot == slot][:SIZE]
    if len(lead) > 1 and lead[1].slot == "status" and lead[1].first_told - lead[0].first_told > A_WEEK:
        lead[:2] = lead[1], lead[0]
    return lead


def _by_place(draft: _Draft, rows: Sequence[Any]) -> dict[tuple[str, int], Any]:
    """Return the weightiest value that each sentence tells."""
    found: dict[tuple[str, int], Any] = {}
    for row in rows:
        for line in _sentences(draft, row):
            found.setdefault(line.key, row)
    return found


def _goes_with(draft: _Draft, row: Any, seed: _Piece) -> bool:
    lines = _sentences(draft, row)[:1]
    words = content_words(seed.told.text)
    return any(
        line.article_id == seed.told.line.article_id or overlap(content_words(line.text), words) >= NEAR
        for line in lines
    )


def _in_order(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Put sentences of one article in their order, behind that of it which is told first."""
    articles = list(dict.fromkeys(piece.told.line.article_id for piece in pieces))
    return sorted(pieces, key=lambda piece: (articles.index(piece.told.line.article_id), piece.told.start))


def _run(draft: _Draft, row: Any, weighty: Mapping[tuple[str, int], Any], most: int) -> list[_Piece]:
    """Tell a value with those that its article tells next: what leans on the sentence before it is told right after it."""
    if most < 1:
        return []
    run = _pieces(draft, [row], 1)
    if not run and most > 1:
        run = _with_before(draft, row)
    while run and len(run) < most:
        line = draft.desk.beside(run[-1].told.line, 1)
        value = weighty.get(line.key) if line is not None else None
        told = tell(draft.desk, line, draft.known, follows=True) if line is not None and value is not None else None
        if told is None or told.kind == OWN or _says_again(told, draft.told):
            break
        run.append(_take(draft, value, told))
    return run


def _with_before(draft: _Draft, row: Any) -> list[_Piece]:
    """Tell a value that leans on the sentence before it behind that sentence, where that one can be told by itself."""
    for line in _sentences(draft, row):
        before = draft.desk.beside(line, -1)
        if before is None or before.role in NEVER_TOLD or before.key in draft.stale | draft.disputed:
            continue
        first = tell(draft.desk, before, draft.known)
        told = tell(draft.desk, line, draft.known, follows=True)
        if first is None or told is None or OWN in (first.kind, told.kind) or _says_again(told, draft.told):
            continue
        opened = [] if _says_again(first, draft.told) else [_take(draft, None, first)]
        if opened or (draft.told and draft.told[-1].line.key == before.key):
            return [*opened, _take(draft, row, told)]
    return []


def _take(draft: _Draft, row: Any, told: Told) -> _Piece:
    draft.told.append(told)
    draft.known |= told.named
    return _Piece(row, told, _support(draft, row, told))


def _pieces(draft: _Draft, rows: Sequence[Any], most: int) -> list[_Piece]:
    """Tell values of the state, each by the first of its sentences that reads alone, as far as they are new."""
    found: list[_Piece] = []
    for row in rows:
        for line in _sentences(draft, row) if len(found) < most else []:
            told = tell(draft.desk, line, draft.known)
            if told is not None and not _says_again(told, draft.told):
                found.append(_take(draft, row, told))
                break
    return found


def _sentences(draft: _Draft, row: Any) -> list[Line]:
    cited = draft.desk.cited.get(str(row.state_id), [])
    lines = [line for one in cited if (line := draft.desk.line_at(str(one.article_id), int(one.start))) is not None]
    lines = [line for line in lines if line.role not in NEVER_TOLD and line.key not in draft.stale]
    plain = [line for line in lines if line.key not in draft.disputed]
    return plain or (lines if row.slot == "what" else [])


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
    for one in desk.cited.get(str(row.state_id), []) if row is not None and told.kind != OWN else []:
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
    """Enter a paragraph: its pieces in order, sentences from templates after them, under a heading with its citations; without
    one it is headed by a title that tells what it says.
    """
    if not pieces and not more:
        return
    if not heading and pieces and draft.paragraph > 1:
        heading, headed = _found_heading(draft, pieces)
    for position, piece in enumerate(pieces):
        kind = (
            "background"
            if piece.row is not None and piece.row.slot == "background" and piece.told.kind != OWN
            else piece.told.kind
        )
        draft.add(piece.told.text, heading, position, kind, [*piece.cites, *(headed if position == 0 else ())])
    for position, (text, cites) in enumerate(more, start=len(pieces)):
        draft.add(text, heading, position, "toll", cites)
    draft.paragraph += 1


def _part_heading(draft: _Draft, part: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the headline of a part that no other part has, with its citations."""
    for row in draft.desk.state.get(part, []):
        if row.slot == "headline" and str(row.value) not in draft.headings:
            draft.headings.append(str(row.value))
            cited = draft.desk.cited.get(str(row.state_id), [])
            return str(row.value), [again(one) | {"side": "heading"} for one in cited[:1]]
    return "", []


def _found_heading(draft: _Draft, pieces: Sequence[_Piece]) -> tuple[str, list[dict[str, Any]]]:
    keys = dict.fromkeys(str(one["article_id"]) for piece in pieces for one in piece.cites)
    stale = {value.split()[-1] for value in overtaken_values(draft.desk, draft.story_id) if value}
    titles = [(key, title) for key in keys if isinstance(title := draft.desk.articles[key].title, str)]
    titles = [(key, title) for key, title in titles if not figures(title) & stale]
    heading, holder = find_heading([piece.told.text for piece in pieces], titles, draft.headings)
    if not heading:
        return "", []
    draft.headings.append(heading)
    title = str(draft.desk.articles[holder].title)
    return heading, [cite("", holder, heading, title.find(heading), field="title", side="heading")]


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
