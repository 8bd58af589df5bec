"""Names of persons, organisations and places in a text: found by the parser within sentences, and cleaned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from newslab.text.name_links import link_names
from newslab.text.name_probe import headline_end, person_at_end, seems_person
from newslab.text.resources import mapping
from newslab.text.words import OFFICES, STARTERS, TITLES, ZONES

__all__ = ["find_names", "link_names"]

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from newslab.text.parse import Parsed

Record = dict[str, Any]

_KINDS: Final = {label.replace(" ", "_"): kind for label, kind in mapping("name kind").items()}
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
_CALLED_LIKE_MONTHS: Final = re.compile(r"(?<![\w-])(?:April|May|June|August|January) $")
_ACTING: Final = frozenset(("nsubj", "nsubjpass", "dobj", "dative"))
_AFTER_TURNED: Final = re.compile(r",? (?:of|aged|\d)|, (?:\d|aged|of)")
_LONG: Final = 4  # letters of a word that has a capital in a headline, and words of such a line
_CAPITAL: Final = re.compile(r"[^\W\d_a-z]")


def find_names(text: str, *, parsed: Parsed | None = None, taken: Iterable[tuple[int, int]] = ()) -> list[Record]:
    """Find the names in a text; none crosses the end of a sentence.

    Parameters
    ----------
    text : the text as stored.
    parsed : its parse, if it is known already.
    taken : (start, end) of dates, which no name may touch.

    Returns
    -------
    list of records, in order: start, end, text, kind ("person", "org", "place", "other"), score (1; 0.8 for a surname
    the parser passed over). Leading articles
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
        words = doc.text  # joined anew from its tokens wherever it is asked for
        if not _may_name(words):
            continue
        for start, end, kind in _of_sentence(doc, words):
            first, last = parsed.span(at, start, end)
            called = kind in ("org", "person") and _CALLED_LIKE_MONTHS.search(words[max(0, start - 20) : start])
            if called and not _touches(first - len(called[0]), first, dates):
                first, kind = first - len(called[0]), "person"  # "August Wilson", of which the parser reads half
            if not _touches(first, last, dates):
                found.append({"start": first, "end": last, "text": text[first:last], "kind": kind, "score": 1.0})
    found = _turned(found, text)
    return sorted(found + _surnames(text, found, dates), key=lambda name: name["start"])


def _of_sentence(doc: Doc, text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the names of one sentence, with offsets in it and their kind."""
    entities = [(one.start_char, one.end_char, one.label_) for one in doc.ents if one.label_ in _KINDS]
    if _is_headline(text):
        entities = [(start, start + headline_end(text[start:end]), label) for start, end, label in entities]
    for start, end, kind in chain.from_iterable(_cleaned(text, *entity) for entity in entities):
        is_person = kind == "org" and _acts(doc, start, end) and seems_person(text[start:end])
        yield start, end, "person" if is_person else kind


def _touches(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < high and low < end for low, high in spans)


def _is_headline(line: str) -> bool:
    """Tell a line in which every longer word has a capital."""
    words = [word for word in line.split() if len(word) >= _LONG and word[0].isalpha()]
    return len(words) >= _LONG and not line.endswith(".") and all(word[0].isupper() for word in words)


def _acts(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a name stands where somebody does something, or has it done to him."""
    span = doc.char_span(start, end)
    return span is not None and span.root.dep_ in _ACTING


def _turned(found: list[Record], text: str) -> list[Record]:
    """Put "Doe, John, of Mill Street" together."""
    kept: list[Record] = []
    for name in found:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last["kind"] == name["kind"] == "person"
            and text[last["end"] : name["start"]] == ", "
            and _AFTER_TURNED.match(text, name["end"])
            and not {" "} & {*last["text"], *name["text"]}
        ):
            kept[-1] = last | {"end": name["end"], "text": text[last["start"] : name["end"]]}
        else:
            kept.append(name)
    return kept


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


def _cleaned(text: str, start: int, end: int, label: str) -> Iterator[tuple[int, int, str]]:
    words = text[start:end]
    slash = _SLASH.search(words)
    if slash:  # "Anna Lind/Agency": two names of one photo credit
        yield from _cleaned(text, start, start + slash.start(), label)
        yield from _cleaned(text, start + slash.end(), end, "ORG")
        return
    person = person_at_end(words) if label == "ORG" else 0
    if person:  # "the former minister from Women and Equalities Nicky Morrow"
        yield from _cleaned(text, start + person, end, "PERSON")
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


def _is_name(words: str, kind: str) -> bool:
    if len(words) < 2 or _JUNK.search(words) or not _CAPITAL.search(words):
        return False
    if words in ZONES or words.lower() in STARTERS or words.lower() in OFFICES:
        return False
    return not (kind == "person" and any(map(str.isdigit, words)))
