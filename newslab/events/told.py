"""What is told: statements with the role and place of their sentence, and which of them can tell an event."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.text.date_weekday import UPDATE
from newslab.text.words import word_set

if TYPE_CHECKING:
    from newslab.text.spans import Spans

DATED: Final = ("stated", "relative")  # bases of a day that a statement gives itself
FIRM: Final = (*DATED, "context", "publication")
NO_NEWS: Final = ("caption", "furniture", "list", "other")  # roles of sentences that tell no event
SURE: Final = 0.6  # probability from which a role keeps a sentence out: a lead is worth more than a caption costs
SAID: Final = ("quote", "opinion")  # of those that say what somebody means: it has not happened by that
BARE: Final = word_set(
    "do get go come put use see make take work keep let try help lead bring give set look say tell call"
)
# verbs that by themselves say of no act what it was
STATES: Final = word_set("be have seem appear remain include contain mean know want need like love hope feel own exist")
_OPEN: Final = re.compile(
    r"\b(?:would|could|should|may|might|must|can|cannot|if|whether|how|why)\b(?!\s+\d)", re.IGNORECASE
)
LONGEST: Final = 100_000  # characters of a text that are read, as `find_spans` reads them


@dataclass(frozen=True)
class Told:
    """One statement that can tell an event; days are ordinals, None where unknown.

    Attributes
    ----------
    key : its statement_id.
    article, field, start, end : its place; `sentence` is the (start, end) of its sentence, `position` that one's number.
    words : its text as it stands.
    own : whether it may found an event: dated, and an act; else it can only join one.
    p : how sure its modality and day are.
    """

    key: str
    article: str
    field: str
    start: int
    end: int
    sentence: tuple[int, int]
    position: int
    main: bool
    alone: bool
    predicate: str
    predicate_start: int
    predicate_end: int
    who: str
    whom: str
    where: str
    first: int | None
    last: int | None
    precision: str
    edtf: str
    basis: str
    modality: str
    role: str
    published: int | None
    words: str
    own: bool
    p: float


def read_told(articles: pd.DataFrame, spans: Spans) -> list[Told]:
    """Give the statements that can tell an event, in the order of articles, fields and offsets.

    Left out are captions, furniture and what is no act ("be aboard"). A day after the publication of what is said to
    have happened is a misreading, so it dates nothing, unless the text was brought up to date later.
    """
    texts = read_texts(articles)
    updated = updated_days(spans.times)
    published = {str(row.article_id): _day(row.published_day, row.published) for row in articles.itertuples()}
    sentences = spans.sentences
    columns = (sentences[name] for name in ("article_id", "start", "position", "role", "p"))
    places = {
        (str(article), int(start)): (int(position), "" if role in NO_NEWS and p < SURE else _text(role))
        for article, start, position, role, p in zip(*columns, strict=True)
    }
    found = []
    for row in spans.statements.to_dict("records"):
        key = str(row["article_id"])
        if (key, row["field"]) not in texts:
            continue
        position, role = places.get((key, int(row["sentence_start"])), (0, "")) if row["field"] == "text" else (0, "")
        if role in NO_NEWS or _is_state(str(row["predicate"])):
            continue
        found.append(_told({str(name): cell for name, cell in row.items()}, texts[key, row["field"]],
                           position, role, published.get(key), updated.get(key)))  # fmt: skip
    return sorted(found, key=lambda one: (one.article, one.field, one.start, one.key))


def read_texts(articles: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return (article_id, field) -> its text, as far as it is read."""
    return {
        (str(key), name): text[:LONGEST]
        for name in ("text", "title")
        for key, text in zip(articles["article_id"], articles[name], strict=True)
        if isinstance(text, str)
    }


def updated_days(times: pd.DataFrame) -> dict[str, int]:
    """Return article -> the last day, an ordinal, that shows its text to be later than its day of publication."""
    later = times[(times["anchor"] == UPDATE) & times["last_day"].notna()]
    last = later.groupby("article_id", sort=True)["last_day"].max()
    return {str(key): int(day.toordinal()) for key, day in last.items()}


def _is_state(predicate: str) -> bool:
    return predicate.split(" ")[0] in STATES


def _told(
    row: Mapping[str, Any], text: str, position: int, role: str, published: int | None, updated: int | None
) -> Told:
    first, last = _day(row["first_day"]), _day(row["last_day"])
    basis, modality = _text(row["day_basis"]) or "unknown", _text(row["modality"]) or "happened"
    ahead = first is not None and published is not None and first > max(published + 1, updated or 0)
    if ahead and modality == "ongoing" and basis in DATED:
        modality = "planned"  # "closes on Sunday": a coming day told in the present
    if basis not in FIRM or (ahead and modality in ("happened", "ongoing")):
        first = last = None
        basis = "unknown"
    return Told(
        key=str(row["statement_id"]),
        article=str(row["article_id"]),
        field=str(row["field"]),
        start=int(row["start"]),
        end=int(row["end"]),
        sentence=(int(row["sentence_start"]), int(row["sentence_end"])),
        position=position,
        main=bool(row["main"]),
        alone=bool(row["alone"]),
        predicate=str(row["predicate"]),
        predicate_start=int(row["predicate_start"]),
        predicate_end=int(row["predicate_end"]),
        who=_text(row["who"]),
        whom=_text(row["whom"]),
        where=_text(row["where"]),
        first=first,
        last=last,
        precision=_text(row["precision"]) or "day",
        edtf=_text(row["edtf"]),
        basis=basis,
        modality=modality,
        role=role,
        published=published,
        words=text[int(row["start"]) : int(row["end"])],
        own=first is not None and modality not in ("none", "habit"),
        p=0.5 if pd.isna(row["p"]) else float(row["p"]),
    )


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _day(*cells: Any) -> int | None:
    """Return the first day that is known, as an ordinal."""
    for cell in cells:
        if not pd.isna(cell):
            return int(pd.Timestamp(cell).toordinal())
    return None


def can_join(one: Told) -> bool:
    """Tell whether a statement may stand for an event of several articles: news of an act that was done or is to be.

    Not what would, could or should be done, nor what is asked ("if", "how"), nor a verb that says of no act what it was.
    """
    before = one.words[: max(0, one.predicate_end - one.start)]
    return one.role not in SAID and one.predicate not in BARE and not _OPEN.search(before)


def is_founded(told: Sequence[Told]) -> bool:
    """Tell whether statements make an event: one in a text is dated, says of whom it tells, and is a sentence's own news or
    has a day in words.
    """
    return any(
        one.own and one.field == "text" and bool(one.who or one.whom) and (one.main or one.basis in DATED)
        for one in told
    )
