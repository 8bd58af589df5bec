"""Names of persons, organisations and places in a text: found by the parser within sentences, and cleaned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal

from newslab.text.name_links import link_names
from newslab.text.words import OFFICES, STARTERS, TITLES, ZONES

__all__ = ["find_names", "link_names"]

if TYPE_CHECKING:
    from newslab.text.parse import Parsed

NameKind = Literal["person", "org", "place", "other"]
Record = dict[str, Any]

_KINDS: Final[dict[str, NameKind]] = {
    "PERSON": "person", "ORG": "org", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "other",
    "EVENT": "other", "PRODUCT": "other", "WORK_OF_ART": "other", "LAW": "other", "LANGUAGE": "other",
}  # fmt: skip
_HEAD: Final = re.compile(
    r"(?:[^\w(]|\b(?:the|a|an|of|and|in|at|by|for|from|to|on|with|both|is|as)\b[ ]|'s )+", re.IGNORECASE
)
_TAIL: Final = re.compile(r"(?:'s|'|[^\w.)'!]+| (?:and|of|the|in|for|at|said|says|on|by))$", re.IGNORECASE)
_STOP_KEPT: Final = re.compile(r"(?:\b[A-Z]|\b(?:Jr|Sr|Inc|Ltd|Co|Corp|St|Mt))\.$")
_JUNK: Final = re.compile(r"https?:|www\.|[@#<>{}|=]|^\W*$|^[\d\W]+$|\.(?:com|org|net)\b")
_SLASH: Final = re.compile(r"(?<=[a-z])/(?=[A-Z])")
_HONORIFIC: Final = re.compile(
    rf"(?:(?:{'|'.join(sorted(TITLES | OFFICES))}|vice|prime|foreign|first lady)\.?\s+)+(?=[A-Z])", re.IGNORECASE
)
_PASSED_OVER: Final = 0.8  # score of a surname that only its full name elsewhere in the article vouches for
_CAPITAL: Final = re.compile(r"[^\W\d_a-z]")


def find_names(
    text: str,
    *,
    parsed: Parsed | None = None,
    taken: Iterable[tuple[int, int]] = (),
) -> list[Record]:
    """Find the names in a text; none crosses the end of a sentence.

    Parameters
    ----------
    text : the text as stored.
    parsed : its parse, if it is known already.
    taken : (start, end) of dates, which no name may touch.

    Returns
    -------
    list of records, in order: start, end, text, kind ("person", "org", "place", "other"), score (1; 0.8 for a surname the parser
    passed over). Leading articles
    and titles and trailing possessives are outside the span.

    Examples
    --------
    >>> [(name["text"], name["kind"]) for name in find_names("Chancellor Angela Merkel flew to Paris's airport.")]
    [('Angela Merkel', 'person'), ('Paris', 'place')]
    """
    from newslab.text.parse import parse_text

    parsed = parse_text(text) if parsed is None else parsed
    dates = sorted(taken)
    found: list[Record] = []
    for at, doc in enumerate(parsed.docs):
        if not _may_name(doc.text):
            continue
        entities = [(one.start_char, one.end_char, one.label_) for one in doc.ents if one.label_ in _KINDS]
        for start, end, kind in chain.from_iterable(_cleaned(doc.text, *entity) for entity in entities):
            first, last = parsed.span(at, start, end)
            if (found and first < found[-1]["end"]) or any(first < high and low < last for low, high in dates):
                continue
            found.append({"start": first, "end": last, "text": text[first:last], "kind": kind, "score": 1.0})
    return sorted(found + _surnames(text, found, dates), key=lambda name: name["start"])


def _surnames(text: str, found: list[Record], dates: list[tuple[int, int]]) -> list[Record]:
    """Find surnames of persons named in full that the parser passed over where they stand alone."""
    full = (name["text"].split() for name in found if name["kind"] == "person")
    surnames = {words[-1] for words in full if len(words) > 1}
    wanted = sorted(word for word in surnames if len(word) > 2 and word.isalpha() and word.lower() not in STARTERS)
    if not wanted:
        return []
    taken = [(name["start"], name["end"]) for name in found] + dates
    covered = bytearray(len(text))
    for start, end in taken:
        covered[start:end] = b"\x01" * (end - start)
    pattern = re.compile(rf"(?<![\w-])(?<![A-Z]\w )(?:{'|'.join(map(re.escape, wanted))})(?![\w-]| [A-Z])")
    return [
        {"start": match.start(), "end": match.end(), "text": match.group(), "kind": "person", "score": _PASSED_OVER}
        for match in pattern.finditer(text)
        if not any(covered[match.start() : match.end()])
    ]


def _may_name(sentence: str) -> bool:
    """Tell whether a sentence has a capital where a name may stand; in the others the parser errs."""
    words = sentence.split()
    capitals = [word for word in words if _CAPITAL.match(word.lstrip("\"'([“‘-"))]
    if len(capitals) == 1 and capitals[0] is words[0]:
        return words[0].strip("\"'([“‘,-").lower() not in STARTERS
    return bool(capitals)


def _cleaned(text: str, start: int, end: int, label: str) -> Iterator[tuple[int, int, NameKind]]:
    words = text[start:end]
    slash = _SLASH.search(words)
    if slash:  # "Anna Lind/Agency": two names of one photo credit
        yield from _cleaned(text, start, start + slash.start(), label)
        yield from _cleaned(text, start + slash.end(), end, "ORG")
        return
    head = _HEAD.match(words)
    start += head.end() if head else 0
    kind = _KINDS[label]
    if kind == "person" and (honorific := _HONORIFIC.match(text[start:end])):
        start += honorific.end()
    words = text[start:end]
    words = words[: _trimmed(words)]
    end = start + len(words)
    if _is_name(words, kind):
        yield start, end, kind


def _trimmed(words: str) -> int:
    """Return the length of a name without possessive, stop and small words at its end."""
    end = len(words)
    while tail := _TAIL.search(words, 0, end):
        end = tail.start()
    if words[:end].endswith(".") and not _STOP_KEPT.search(words, 0, end):
        return _trimmed(words[: end - 1])
    return end


def _is_name(words: str, kind: NameKind) -> bool:
    if len(words) < 2 or len(words) > 90 or _JUNK.search(words) or not _CAPITAL.search(words):
        return False
    if words in ZONES or words.lower() in STARTERS or words.lower() in OFFICES:
        return False
    return not (kind == "person" and any(map(str.isdigit, words)))
