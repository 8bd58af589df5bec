"""Judging aligned sentences of two articles: strict, since a false contradiction is worse than one not found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from newslab.compare.alignment import LARGE, Cited, Pair
from newslab.compare.lexicon import find_base
from newslab.compare.quantities import Quantity, is_people
from newslab.compare.slots import is_fresh, is_toll, name_apart, same_setting, same_slot, words_around
from newslab.compare.statements import Statement, find_modality, find_scopes
from newslab.compare.verdicts import (
    Verdict,
    compare_places,
    compare_polarity,
    judge_quantities,
    pair_quantities,
    share_words,
    write_quantity,
)
from newslab.compare.witnesses import Witness

# how alike two sentences of long articles must be before a difference between them is one of what they tell
NUMBER_SCORE: Final = 0.45
UNIT_SCORE: Final = 0.5
DATE_SCORE: Final = 0.6
DATE_LEEWAY: Final = 0.15
PLACE_SCORE: Final = 0.75
POLARITY_SCORE: Final = 0.7
SCOPE_SCORE: Final = 0.35
MODALITY_SCORE: Final = 0.5
SAME_STORY_MODALITY: Final = 0.38  # of fresh reports of one story
MODALITY_LEEWAY: Final = 0.15  # a short sentence held by a long one is less sure to tell the same
FEW: Final = 4  # content words below which a sentence says too little to be denied
PASSIVE: Final = 4  # words in which "was allegedly killed" stands
FRAME: Final = 3  # content words around two values that make their sentences one statement
ROUNDED: Final = 0.03
LEAST_ROUNDED: Final = 5
NEXT_TIME: Final = pd.Timedelta(days=2)  # after which something counted may have happened once more
GROWING: Final = frozenset({"dead", "hurt", "missing", "held", "freed", "charged"})
LATER: Final = pd.Timedelta(hours=1)  # between reports before a higher figure counts as a newer one
SAME_NEWS: Final = pd.Timedelta(days=10)
LIKELY: Final = 5.0  # times: figures of one thing that lie further apart are of two things
MOVING: Final = frozenset(("share", "stock", "price", "index", "trade", "currency", "yield", "rate", "poll", "count"))
SPEECH: Final = re.compile(r"\b(?:you|your|I|my|our)\b")
QUOTED: Final = re.compile(r'"[^"]*(?:"|$)')
BY_THEN: Final = re.compile(
    r"\b(?:if|unless|only|would|should|since|until|till|before|first|ever|yet|anymore|longer)\b", re.IGNORECASE
)
FIRST_FIGURE: Final = re.compile(
    r"\b(?:first|early|initial|preliminary|provisional)\s(?:\w+\s)?(?:figures?|counts?|estimates?|reports?|tally|toll)\b|"
    r"\b(?:initially|at first|so far)\b",
    re.IGNORECASE,
)
NEW_FIGURE: Final = re.compile(
    r"\b(?:now\s(?:says?|puts?|stands?|counts?|at)|(?:has|have|had)\s(?:now\s)?(?:risen|climbed|grown)|revised|updated|"
    r"(?:rose|climbed|raised|lowered)\s(?:\w+\s)?to)\b",
    re.IGNORECASE,
)
RELATIVE_DAY: Final = re.compile(r"\b(?:today|yesterday|tomorrow|previous|earlier|next|ago|before)\b", re.IGNORECASE)
SAID_ON: Final = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|stated|wrote|tweeted|added)\s(?:(?:on|late|early|in)\s){0,2}$",
    re.IGNORECASE,
)
SINCE: Final = re.compile(r"\b(?:since|until|till|from)\s$", re.IGNORECASE)
FORMER: Final = re.compile(r"\b(?:previous|earlier|former|original|prior)\s(?:[\w'$-]+\s){0,3}\W?$", re.IGNORECASE)
YEAR_DAYS: Final = 366
AGO: Final = re.compile(r"\b(?:ago|earlier|later|before)\b", re.IGNORECASE)
# verbs that may be of anything
AUXILIARIES: Final = ("", "be", "have", "do", "say", "tell", "make", "get", "take", "go", "come", "give", "see")
SIGN: Final = r"%|[A-Z]*[^\w\s]"  # of shares and money
STAMP: Final = re.compile(r"\d{4}-\d\d-\d\d")  # what a page prints beside its text
HEDGED: Final = re.compile(
    r"\b(?P<hedge>reportedly|allegedly|purportedly|supposedly|apparently)\s(?:\w+ly\s|been\s)?(?P<verb>[a-z]+)|"
    r"\b(?P<said>(?:is|are|was|were)\s(?:said|believed|thought|reported|alleged)\sto\s(?:have\s(?:been\s)?)?)(?P<did>[a-z]+)",
    re.IGNORECASE,
)


def judge_pair(pair: Pair, a: Witness, b: Witness, *, of_source: Sequence[Witness] = ()) -> list[Verdict]:
    """Judge what differs between two aligned sentences, given what else their articles say.

    Parameters
    ----------
    pair : two aligned sentences.
    a, b : the articles they stand in.
    of_source : articles of the source of `a`: where a later one of them gives the figure of `b`, it was updated.

    Returns
    -------
    list of Verdict; empty where nothing differs that can be compared.
    """
    if any(side.statement.folded.rstrip(" \"')").endswith("?") for side in (pair.a, pair.b)):
        return []  # who asks says nothing
    later = [
        one for one in of_source if pd.notna(one.published) and pd.notna(a.published) and one.published > a.published
    ]
    found = [
        *_numbers(pair, a, b, later),
        *_rewritten(pair),
        *_dates(pair, a, b),
        *_places(pair, a, b),
        *_polarity(pair, a, b),
    ]
    found += [*_scopes(pair), *_modality(pair, a, b)]
    return [_sourced(replace(verdict, score=pair.score), pair, a, b, later) for verdict in found]


def _sourced(verdict: Verdict, pair: Pair, a: Witness, b: Witness, later: Sequence[Witness]) -> Verdict:
    """Turn a contradiction into what it is when both texts come from one hand, or the later one corrects or updates."""
    if verdict.verdict != "contradiction":
        return verdict
    if b.corrects and pd.notna(b.published):
        return replace(verdict, verdict="correction", reason=f"{verdict.reason}; the later report is a correction")
    if a.origin_id == b.origin_id:
        return replace(verdict, verdict="same origin", reason=f"{verdict.reason}; both render one text")
    if verdict.kind == "number" and pd.notna(b.published):
        took = [one for one in pair.b.statement.quantities if write_quantity(one) == verdict.other_value]
        before = [one for one in later if one.corrects and one.published <= b.published]
        if any(witness.gives_figure(one) for witness in before for one in took):
            reason = f"{verdict.reason}; {a.source} had corrected its figure to this by then"
            return replace(verdict, verdict="correction", reason=reason)
    return verdict


def _numbers(pair: Pair, a: Witness, b: Witness, later: Sequence[Witness]) -> Iterator[Verdict]:
    repeated = _second_hand(pair, a, b)
    if repeated is not None:
        yield repeated
        return
    candidates = pair_quantities(pair.a.statement, pair.b.statement)
    for fit, one, other in candidates:
        verdict = judge_quantities(one, other)
        # A text that corrects "an earlier version" gives the wrong figure too; one with both counts tells them apart.
        of_slot = same_slot(pair, one, other, a, b)
        says = (a.gives_figure, b.gives_figure) if of_slot else (a.says_number, b.says_number)
        both = (says[1](one) and not _corrects(a, b)) or says[0](other)
        if both and verdict.verdict != "scope":
            continue
        if not (of_slot or (_same_measure(fit, one, other, pair) and same_setting(pair, one, other, a, b))):
            if _is_rounding(verdict, pair, one, other):
                yield verdict
                return
            continue
        rivals = [two for two in candidates if two[0] >= fit and two[1:] != (one, other)]
        framed = pair.frame(one.start, one.end, other.start, other.end) >= FRAME
        if not framed and any(two[1] is one or two[2] is other for two in rivals):
            continue  # nothing says which of several figures is meant
        if verdict.verdict == "contradiction" and _is_unordered_toll(one, other, a, b):
            reason = f"{verdict.reason}; a toll grows, and which report is the later is not known"
            verdict = replace(verdict, verdict="updated", reason=reason)
        elif verdict.verdict == "contradiction" and not _corrects(a, b) and _is_newer(pair, one, other, a, b, later):
            reason = f"{verdict.reason}; the later report has a newer figure"
            verdict = replace(verdict, verdict="updated", reason=reason)
        elif verdict.verdict == "contradiction" and (
            _far_apart(a, b)
            or _is_speech(pair, one, other)
            or _is_former(pair, one, other)
            or find_modality(pair.a.statement) != find_modality(pair.b.statement)
        ):
            continue
        yield verdict
        return


def _is_unordered_toll(one: Quantity, other: Quantity, a: Witness, b: Witness) -> bool:
    return (is_toll(one) or is_toll(other)) and not _is_ordered(a, b) and not _corrects(a, b)


def _is_ordered(a: Witness, b: Witness) -> bool:
    """Whether it is known which of two reports is the later: a day without a time does not say it of one day."""
    if pd.isna(a.published) or pd.isna(b.published):
        return False
    days = {one.published.floor("D") for one in (a, b)}
    timed = all(one.published != one.published.floor("D") for one in (a, b))
    return len(days) == 2 or (timed and abs(b.published - a.published) >= LATER)


def _is_former(pair: Pair, one: Quantity, other: Quantity) -> bool:
    """Whether one of the sentences says that its figure was overtaken: "the previous offer of ..."."""
    return any(FORMER.search(side.statement.folded[: at.start]) for side, at in ((pair.a, one), (pair.b, other)))


def _corrects(a: Witness, b: Witness) -> bool:
    """Whether the later text is a correction of the earlier: it says so, and both are of one source or one origin."""
    return b.corrects and not a.corrects and (a.source == b.source or a.origin_id == b.origin_id)


def _is_rounding(verdict: Verdict, pair: Pair, one: Quantity, other: Quantity) -> bool:
    """Whether two figures told of one event in different words are one figure, once rounded and once not."""
    if verdict.verdict != "compatible" or not verdict.reason.endswith("rounded figure"):
        return False
    large = min(one.value, other.value) >= LARGE and words_around(one, other) > 0
    if not (pair.same_event or pair.score >= UNIT_SCORE or large):
        return False
    known = one.unit not in ("", "score", "ordinal") or (one.what and other.what)
    gap = abs(one.value - other.value) / max(one.value, other.value)
    return bool(known) and min(one.value, other.value) >= LEAST_ROUNDED and gap <= ROUNDED


def _rewritten(pair: Pair) -> Iterator[Verdict]:
    """Figures that look different and are the same: 2% and 2 per cent, 88 million euros and EUR 88m."""
    if pair.score < NUMBER_SCORE or name_apart(pair.a, pair.b):
        return
    for one in pair.a.statement.quantities:
        for other in pair.b.statement.quantities:
            same = one.unit == other.unit and one.value == other.value and re.fullmatch(SIGN, one.unit)
            if (
                same
                and words_around(one, other)
                and one.qualifier == other.qualifier
                and _spelling(one) != _spelling(other)
            ):
                reason = f"one says {one.text}, the other {other.text}; the same figure, written in two ways"
                yield Verdict("compatible", "number", reason, one.text, other.text, 1.0)
                return


def _spelling(quantity: Quantity) -> str:
    return re.sub(r"[\s,-]|s\b", "", quantity.text.casefold())


def _far_apart(a: Witness, b: Witness) -> bool:
    """Whether so much time lies between two reports that what they tell may be two happenings."""
    return bool(pd.notna(a.published) and pd.notna(b.published) and abs(b.published - a.published) > SAME_NEWS)


def _is_speech(pair: Pair, one: Quantity, other: Quantity) -> bool:
    """Whether a figure is spoken to somebody: figures of a speech or an advertisement argue, they do not report."""
    for side, at in ((pair.a, one), (pair.b, other)):
        folded = side.statement.folded
        quoted = next(
            (match.group() for match in QUOTED.finditer(folded) if match.start() < at.start < match.end()), None
        )
        if SPEECH.search(QUOTED.sub(" ", folded) if quoted is None else quoted):
            return True
    return False


def _same_measure(fit: int, one: Quantity, other: Quantity, pair: Pair) -> bool:
    """Whether two numbers measure the same: what is counted must be told, or the unit and the words around agree."""
    if min(one.value, other.value) < 2 and _is_one(one, other):
        return False
    framed = pair.frame(one.start, one.end, other.start, other.end) >= FRAME
    if one.unit == "ordinal" and "time" in (one.what, other.what):
        return fit >= 4 and pair.score >= NUMBER_SCORE
    if one.what and other.what:
        return fit >= 4 and (pair.score >= NUMBER_SCORE or framed)
    comparable = max(one.value, other.value) <= LIKELY * max(min(one.value, other.value), 1e-9)
    measured = bool(one.unit) and one.unit not in ("score", "ordinal") and comparable and fit >= 3
    return measured and (pair.score >= UNIT_SCORE or framed)


def _second_hand(pair: Pair, a: Witness, b: Witness) -> Verdict | None:
    """One report that gives another's figure and names it: no second witness."""
    if pair.score < UNIT_SCORE or a.source.lower() not in pair.b.words.lower():
        return None
    for one in pair.a.statement.quantities:
        for other in pair.b.statement.quantities:
            if one.unit == other.unit and one.what == other.what and one.value == other.value > 1:
                reason = f"one says {one.text}, the other {other.text}; the second repeats the first"
                return Verdict("same origin", "number", reason, write_quantity(one), write_quantity(other), 1.0)
    return None


def _is_one(a: Quantity, b: Quantity) -> bool:
    return "one" in (a.text.lower(), b.text.lower())


def _is_newer(pair: Pair, one: Quantity, other: Quantity, a: Witness, b: Witness, later: Sequence[Witness]) -> bool:
    """Whether the later report has a newer figure: a count that grows, or that a's own source took over."""
    if not _is_ordered(a, b):
        return False
    if one.unit == "ordinal":  # the seventh in April, the eighth in June
        return other.value > one.value and (_far_apart(a, b) or b.published - a.published > NEXT_TIME)
    if _is_former(pair, one, other):
        return False
    if one.unit == "magnitude" or (MOVING & (one.near | other.near) and not _far_apart(a, b)):
        return True
    if FIRST_FIGURE.search(pair.a.statement.folded) or NEW_FIGURE.search(pair.b.statement.folded):
        return True
    if not (a.corrects or b.corrects or _far_apart(a, b)) and any(
        not witness.corrects and witness.says_number(other, of_same=True) for witness in later
    ):
        return True
    growing = one.role in GROWING or other.role in GROWING or (is_people(one.what) and is_people(other.what))
    return growing and other.value > one.value and one.unit == ""


def _dates(pair: Pair, a: Witness, b: Witness) -> Iterator[Verdict]:
    left, right = (_only_date(side.statement) for side in (pair.a, pair.b))
    if left is None or right is None or left["precision"] != right["precision"]:
        return
    alike = min(pair.score, pair.cosine + DATE_LEEWAY) >= DATE_SCORE
    framed = pair.frame(left["start"], left["end"], right["start"], right["end"]) >= FRAME
    if not (alike or framed):
        return
    if _same_day(left, right, a, b):
        values = (left["text"], right["text"])
        reason = f"one says {values[0]}, the other {values[1]}; both are {left['first_day']}"
        yield Verdict("compatible", "date", reason, *values, 1.0)
        return
    if left["precision"] in ("day", "time") and _far_apart(a, b):
        return
    if left["text"].casefold() == right["text"].casefold():  # "in June": each report means its own
        return
    if left["first_day"] <= right["last_day"] and right["first_day"] <= left["last_day"]:
        return
    both = a.dates(right["first_day"], right["last_day"]) or b.dates(left["first_day"], left["last_day"])
    # two statements in the same words do differ, whoever knows both
    if both and not (framed and pair.score >= NUMBER_SCORE and _is_same_statement(pair, left, right)):
        return
    values = (left["text"], right["text"])
    plain = f"one says {values[0]} ({left['first_day']}), the other {values[1]} ({right['first_day']})"
    apart = abs((pd.Timestamp(left["first_day"]) - pd.Timestamp(right["first_day"])).days)
    if left["precision"] == "year" and apart <= YEAR_DAYS and any(AGO.search(value) for value in values):
        yield Verdict("compatible", "date", f"{plain}; counted in whole years", *values, 1.0)
    elif apart == 1 and left["precision"] in ("day", "time"):
        yield Verdict("compatible", "date", f"{plain}; a day apart, as time zones and days of report are", *values, 1.0)
    else:
        yield Verdict("contradiction", "date", plain, *values, 1.0)


def _is_same_statement(pair: Pair, left: dict[str, Any], right: dict[str, Any]) -> bool:
    """Whether two like sentences name nobody else, and their dates are when it happened, not since when something holds."""
    ends = any(SINCE.search(side.statement.folded[: at["start"]]) for side, at in ((pair.a, left), (pair.b, right)))
    return not ends and not name_apart(pair.a, pair.b)


def _same_day(left: dict[str, Any], right: dict[str, Any], a: Witness, b: Witness) -> bool:
    """Whether two reports of different days name one day by its distance from theirs: "today", "the previous day"."""
    relative = [RELATIVE_DAY.search(date["text"]) for date in (left, right)]
    days = {str(one["first_day"])[:10] for one in (left, right)}
    return any(relative) and a.anchor != b.anchor and left["precision"] == "day" and len(days) == 1 and (
        left["text"].casefold() != right["text"].casefold()
    )  # fmt: skip


def _only_date(statement: Statement) -> dict[str, Any] | None:
    """The one date of what is told; the day on which somebody said so is not part of it."""
    dates = [
        date for date in statement.dates
        if not date["relative"] and not STAMP.match(date["text"]) and not SAID_ON.search(statement.folded[: date["start"]])
    ]  # fmt: skip
    return dates[0] if len(dates) == 1 else None


def _places(pair: Pair, a: Witness, b: Witness) -> Iterator[Verdict]:
    if pair.cosine < PLACE_SCORE:
        return
    verdict = compare_places(pair.a.statement, pair.b.statement)
    if verdict is None:
        return
    left = next(place for place in pair.a.statement.places if place.text == verdict.value)
    right = next(place for place in pair.b.statement.places if place.text == verdict.other_value)
    if not (b.names(left.country) or a.names(right.country)):
        yield verdict


def _polarity(pair: Pair, a: Witness, b: Witness) -> Iterator[Verdict]:
    if pair.cosine < POLARITY_SCORE or _far_apart(a, b):
        return
    verdict = compare_polarity(pair.a.statement, pair.b.statement)
    if verdict is None or verdict.value[:1].isupper() or not verdict.value.isalpha():
        return
    if any(SPEECH.search(side.statement.folded) or len(side.statement.words) < FEW for side in (pair.a, pair.b)):
        return
    one, other = find_base(verdict.value.lower()), find_base(verdict.other_value.lower())
    if one == other:  # "none since 1959" and "the first since 1959" agree
        if not any(BY_THEN.search(side.statement.folded) for side in (pair.a, pair.b)):
            yield verdict
    elif not (b.says_word(one) or a.says_word(other)):
        yield verdict


def _scopes(pair: Pair) -> Iterator[Verdict]:
    if pair.score < SCOPE_SCORE:
        return
    for one in find_scopes(pair.a.statement):
        for other in find_scopes(pair.b.statement):
            same_kind = (
                one.within.split()[0].lower() == other.within.split()[0].lower()
            )  # "outside X" may be "outside Y"
            if (
                one.rank == other.rank
                and not same_kind
                and one.words
                and other.words
                and not share_words(one.words, other.words)
            ):
                values = (f"{one.rank} {one.within}", f"{other.rank} {other.within}")
                reason = f"one says {values[0]}, the other {values[1]}: both can be true, of different fields"
                yield Verdict("scope", "scope", reason, *values, 1.0)
                return


def _is_passive(side: Cited, end: int) -> bool:
    """Whether a form of "be" stands right before the verb that ends or begins here."""
    before = [token.base for token in side.statement.tokens if token.end <= end][-PASSIVE:]
    return "be" in before


def _modality(pair: Pair, a: Witness, b: Witness) -> Iterator[Verdict]:
    least = SAME_STORY_MODALITY if pair.same_story and is_fresh(a, b) else MODALITY_SCORE
    if max(pair.cosine, pair.score - MODALITY_LEEWAY) < least or _far_apart(a, b):
        return
    for hedged, plain, turned in ((pair.a, pair.b, False), (pair.b, pair.a, True)):
        if HEDGED.search(plain.statement.folded):
            continue
        match = HEDGED.search(hedged.statement.folded)
        verb = find_base((match["verb"] or match["did"]).lower()) if match else ""
        token = (
            next((one for one in plain.statement.tokens if one.base == verb), None) if verb not in AUXILIARIES else None
        )
        if match and token is not None and _is_passive(hedged, match.end()) == _is_passive(plain, token.start):
            values = (token.text, match.group()) if turned else (match.group(), token.text)
            reason = f"one says {values[0]}, the other {values[1]}: only how sure it is differs"
            yield Verdict("modality", "modality", reason, *values, 1.0)
            return
