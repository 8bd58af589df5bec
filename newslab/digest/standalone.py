"""Sentences that read alone: what "he", "the minister" or "Tuesday" means is put beside it in square brackets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from newslab.digest.days import note_days
from newslab.digest.riddles import OPENS_WITH_THE, ROLE, leans
from newslab.digest.setting import Name, Setting
from newslab.digest.wording import unquoted

PERSON, PLACE, BODY = "person", "place", "body"
_KINDS: Final = {
    "person": PERSON, "per": PERSON, "gpe": PLACE, "loc": PLACE, "place": PLACE, "location": PLACE, "country": PLACE,
    "org": BODY, "organisation": BODY, "organization": BODY, "body": BODY,
}  # fmt: skip
_THE_ROLE: Final = re.compile(
    rf"\b[Tt]he (?:(?:prime|foreign|vice|deputy|defen[cs]e|finance|interior|former|late|new|outgoing|young|top|senior) )*"
    rf"(?P<role>{ROLE})\b(?!['’]s? (?:office|death|family)\b)(?= (?!of\b|for\b|who\b|in charge|to the\b|[A-Z])|['’,.;])"
)
_OPENS_WITH_ROLE: Final = re.compile(
    rf"The (?:[\w’'-]+ ){{0,4}}?(?P<role>(?i:{ROLE}|comedienne|singer-songwriter))\b"
    r"(?! of\b| for\b| who\b|s\b| in charge| [A-Z])"
)
_OPENS_WITH_GROUP: Final = re.compile(
    r"(?:(?:According to|In|On|At|By|After|Before|Since|During|Last|Earlier|Now|Then|But|And|Meanwhile|Overnight)\b[^,]{0,60},? )?"
    r"[Tt]he (?:(?:[a-z][\w-]*|A-list) ){0,2}?(?:couple|pair|duo|trio|women|men|family|brothers|sisters|twins|friends|spouses)\b(?! (?:of|who|that|from)\b)"
)
_PRONOUN: Final = re.compile(r"\b(?:he|she|his|her|him|hers|He|She|His|Her|himself|herself)\b")
_SUBJECT: Final = 25  # characters within which a pronoun is the subject and speaks of the sentence before
_CAPITAL: Final = re.compile(r"(?:^(?!(?:The|A|An|In|On|At|As|After|When|While|For|By|With|From|To)\b)| )[A-Z][a-z]+")
_AGENT: Final = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir) (?:[\w-]+ ){0,2}\w{2,}(?:er|or|ist|man|woman|ian|ant|ent|eon|ee)\b"
)
_BACK: Final = 2  # sentences looked back for who "she" or "the minister" is; further off it is a guess
_NEVER_ONE: Final = re.compile(
    r"official|diplomat|executive|lawmaker|politician|scientist|researcher|leader|candidate", re.IGNORECASE
)
_MODIFIERS: Final = (
    "prime foreign vice deputy defence defense finance interior former late new outgoing then acting state chief senior "
    "the a an of for and-"
)
_TITLES: Final = (
    "Mr",
    "Mr.",
    "Mrs",
    "Mrs.",
    "Ms",
    "Ms.",
    "Miss",
    "Dr",
    "Dr.",
    "Sir",
    "Prof.",
    "Sen.",
    "Rep.",
    "Gov.",
    "Gen.",
    "And",
    "But",
    "For",
    "The",
)
_TRADE: Final = r"(?!(?:after|under|over|never)$)\w{2,}(?:er|or|ist|man|woman|ian|ant|ent)"
_OBJECT: Final = re.compile(r"\b(?:him|her)(?=[.,;?!]|$| (?:in|on|at|to|that|for|with|and|as|by|from|of|about)\b)")
_OPENING_PHRASE: Final = re.compile(
    r"\s*(?:(?:On|In|At|By|After|Before|During|Since|Until|Last|Earlier|Later)\b[^,]*|But|And|Meanwhile|However),\s*"
)
_SPEAKS: Final = re.compile(r"(?:said|says|added|wrote)\s+")
_APPOSITION: Final = re.compile(r",\s(?:the|an?|who|whose|\d{2})\b[^,]*(?:,|(?=[.!?]?$))")
_FEMALE: Final = re.compile(r"\b(?:she|her|hers|herself|mrs|ms)\b", re.IGNORECASE)
_MALE: Final = re.compile(r"\b(?:he|his|him|himself|mr)\b", re.IGNORECASE)
_UNKNOWN_NAME: Final = re.compile(r"\b[A-Z][a-z’']+(?: [A-Z][a-z’']+)+")
_SOMEBODY: Final = re.compile(
    rf"\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Aa]nother|['’]s) (?:[\w’'-]+ ){{0,3}}?(?:{ROLE})s?\b|"
    r"\b(?:[Hh]is|[Hh]er) (?:[\w-]+ )?(?:husband|wife|son|daughter|mother|father|brother|sister|partner|friend)\b"
)
_GENERIC: Final = re.compile(
    r"couple|man|woman|boy|girl|teenager|toddler|suspect|gunman|attacker|victim|defendant|driver|pilot|officer|\d{2}-year-old",
    re.IGNORECASE,
)
_WELL_KNOWN: Final = 4  # uses in one article from which a person called by one name needs no other
_NO_PERSON: Final = re.compile(
    r"\b(?:Twitter|Facebook|Instagram|YouTube|Google|Comedi\w+|Act(?:or|ress)|Singer|Star|Celebrity|Breaking|Photos?|Video)\b|\b(?:Bridge|Street|Road|Avenue|Square|Park|Hill|River|Lake|Bay|Island|Museum|House|Hall|Tower|Station|Palace|Church|"
    r"School|University|College|Hospital|Bank|Group|Company|Inc|Ltd|Corp|Party|Union|League|Cup|Prix|Grand|County|City|"
    r"Village|Castle|Court|Act|Centre|Center|Institute|Times|Post|Journal|News|Wire|Daily|Review|Valley|Mountain|Sea|"
    r"Gallery|Theatre|Theater|Airport|Harbour|Harbor|Line|Lines|Bill|Award|Day|Mission)$|^(?:The|A|An) |\d"
)


def name_kind(kind: str) -> str:
    """Return `person`, `place` or `body` for the kinds that taggers give, else the kind in lower case.

    Examples
    --------
    >>> name_kind("GPE"), name_kind("PERSON"), name_kind("NORP")
    ('place', 'person', 'norp')
    """
    return _KINDS.get(kind.casefold(), kind.casefold())


def stand_alone(
    start: int, end: int, setting: Setting, known: Collection[str] = (), *, strict: bool = True
) -> str | None:
    """Return one sentence with what it leans on put in square brackets, or None where that cannot be told.

    Parameters
    ----------
    start, end : the span of the sentence in `setting.text`.
    setting : its article.
    known : full names the reader has met; a surname of theirs needs no bracket.
    strict : False for an entry of a timeline, which tells its day itself: no day is explained, and "the two sides" or
        "the company" within the sentence may stay unexplained.

    Returns
    -------
    The words of the sentence with ` [meaning]` put in; without these insertions they are the article's own.
    None where a pronoun, a role or a day has no single sure meaning.

    Examples
    --------
    >>> import datetime as dt
    >>> from newslab.digest.setting import Time
    >>> text = "Ana Ruiz met the board. She left on Tuesday."
    >>> names = (Name(0, 8, "Ana Ruiz", "person", "Ana Ruiz"),)
    >>> day = dt.date(2026, 2, 3)
    >>> times = (Time(36, 43, "Tuesday", "DATE", day, day, "day"),)
    >>> stand_alone(24, 44, Setting(text, ((0, 23), (24, 44)), names, times))
    'She [Ana Ruiz] left on Tuesday [3 February 2026].'
    """
    words = setting.text[start:end]
    if leans(start, end, setting, strict=strict):
        return None
    if strict and any(_is_unknown(name, setting, known) for name in setting.names_in(start, end)):
        return None
    notes: dict[int, str] = {}
    for finder in (_note_persons, _note_roles, note_days):
        if finder is note_days and not strict:
            continue
        found = finder(start, end, setting)
        if found is None and (strict or finder is _note_persons or OPENS_WITH_THE.match(words)):
            return None
        if found is None:
            continue
        for place, meaning in found:
            notes.setdefault(place, meaning)
    group = _OPENS_WITH_GROUP.match(words)
    if group and not any(place <= start + group.end() for place in notes):
        named = any(name.kind == PERSON for name in setting.names_in(start, start + group.end()))
        if not named:
            return None
    for place, meaning in _note_surnames(start, end, setting, known):
        if all(meaning not in note for note in notes.values()):
            notes.setdefault(place, meaning)
    return _with_notes(words, start, notes)


def without_notes(text: str) -> str:
    """Return the article's own words of a sentence that `stand_alone` gave.

    Examples
    --------
    >>> without_notes("She [Ana Ruiz] left on Tuesday [3 February 2026].")
    'She left on Tuesday.'
    """
    return re.sub(r" \[[^\[\]]*\]", "", text)


_Notes = list[tuple[int, str]] | None


def is_sure(name: str, place: int, start: int, setting: Setting) -> bool:
    """Tell whether the words of a sentence that end at `place` surely mean a person, by what stands before them.

    Parameters
    ----------
    name : the full name that was put in brackets.
    place : where the brackets stand in `setting.text`.
    start : where the sentence begins.
    setting : its article.

    Notes
    -----
    Sure are a surname that one person of the article bears, and a pronoun or a role whose person is the only one in the
    sentences just before, as the subject there.

    Examples
    --------
    >>> text = "Ana Ruiz met the board. She left."
    >>> setting = Setting(text, ((0, 23), (24, 33)), (Name(0, 8, "Ana Ruiz", "person", "Ana Ruiz"),))
    >>> is_sure("Ana Ruiz", 27, 24, setting), is_sure("Jon Sel", 27, 24, setting)
    (True, False)
    """
    before = re.sub(r"['’]s$", "", setting.text[start:place])
    surname = name.split()[-1]
    if " " in name and re.search(rf"\b{re.escape(surname)}$", before):
        bearer = any(one.full == name and one.kind == PERSON for one in setting.names)
        bearer = bearer and _is_introduced(name, place - len(surname), setting)
        return bearer and is_person(name) and _bearers(surname, setting) == 1
    if any(one.kind == PERSON for one in setting.names_in(start, place)):
        return False
    pronoun = re.search(rf"{_PRONOUN.pattern}$", before)
    if pronoun:
        return sure_person(start, setting, pronoun.group()) == name
    role = re.search(rf"\b[Tt]he (?P<more>(?:[\w’'-]+ ){{0,4}}?)(?P<role>{ROLE})$", before)
    return bool(role) and sure_person(start, setting, "", role["role"], role["more"]) == name if role else False


def sure_person(start: int, setting: Setting, pronoun: str, role: str = "", more: str = "") -> str | None:
    """Return the full name of the one person whom a pronoun or role in the sentence at `start` can mean; None where unsure.

    The sentence just before has exactly one person, its subject, and nobody else; or it speaks only of the same "she" or
    "the minister" and the one before it has. A role must be that person's in the article, and nobody else's.
    """
    here = setting.before(start, 0)
    if here is not None and _has_someone(here[0], start, setting):
        return None
    for back in range(1, _BACK + 1):
        span = setting.before(start, back)
        if span is None:
            return None
        if any(name.kind == PERSON for name in setting.names_in(*span)):
            full = _sole_subject(*span, setting)
            if full is None or _is_of_other_gender(full, span, setting, pronoun):
                return None
            return full if not role or _is_called(full, f"{more}{role}".split(), setting) else None
        words = setting.text[span[0] : span[1]]
        is_same = bool(pronoun) and bool(re.match(rf"(?:{pronoun}|{pronoun.title()})\b", words))
        if not (is_same or role) or _has_someone(*span, setting, allowed=role):
            return None
    return None


def _has_someone(start: int, end: int, setting: Setting, allowed: str = "") -> bool:
    """Tell whether a stretch speaks of a person, by name or as "the lawyer"."""
    words = unquoted(setting.text[start:end])
    agents = [match.group() for match in (*_AGENT.finditer(words), *_SOMEBODY.finditer(words))]
    return any(not allowed or allowed not in agent for agent in agents) or any(
        name.kind == PERSON for name in setting.names_in(start, end)
    )


def _sole_subject(start: int, end: int, setting: Setting) -> str | None:
    """Return the full name of the only person in a sentence, where that person is its subject or speaks it."""
    people = [name for name in setting.names_in(start, end) if name.kind == PERSON]
    fulls = {name.full for name in people}
    person = people[0]
    words = unquoted(setting.text[start:end])
    is_quoted = not words[person.start - start : person.end - start].strip()
    if len(fulls) != 1 or is_quoted or not is_person(person.full):
        return None
    head, tail = words[: person.start - start], words[person.end - start :]
    head = head[match.end() :] if (match := _OPENING_PHRASE.match(head)) else head
    head = _SPEAKS.sub("", head, count=1)
    if not all(_is_title(word) for word in head.split()) or re.match(r"['’]s\b| and\b|, [A-Z]| or\b", tail):
        return None
    tail = _APPOSITION.sub(" ", tail, count=1)
    offset = person.end
    if _AGENT.search(tail) or _SOMEBODY.search(tail) or _OBJECT.search(tail):
        return None
    for match in _UNKNOWN_NAME.finditer(words[person.end - start :]):
        first, last = offset + match.start(), offset + match.end()
        if not any(low < last and first < high for low, high in _spans(setting)):
            return None
    return person.full


def _is_title(word: str) -> bool:
    bare = word.strip(",")
    return word[:1].isupper() or bare in _MODIFIERS.split() or bool(re.fullmatch(rf"{ROLE}|{_TRADE}", bare))


def _is_of_other_gender(full: str, span: tuple[int, int], setting: Setting, pronoun: str) -> bool:
    other = _MALE if _FEMALE.fullmatch(pronoun) else _FEMALE if _MALE.fullmatch(pronoun) else None
    if other is None:
        return False
    titled = " ".join(re.findall(rf"\b(?:Mr|Mrs|Ms)\b(?=\.? (?:\w+ )?{re.escape(full.split()[-1])}\b)", setting.text))
    return bool(other.search(unquoted(setting.text[span[0] : span[1]])) or other.search(titled))


def _is_called(full: str, role: Sequence[str], setting: Setting) -> bool:
    """Tell whether the article calls this person, and no other and none without a name, by these words for a role."""
    word = role[-1].casefold()
    if _NEVER_ONE.fullmatch(word) or re.search(
        rf"\b(?:an?|another|other) (?:[\w-]+ ){{0,2}}{word}\b|\b{word}s\b", setting.text.casefold()
    ):
        return False
    holders: set[str] = set()
    for name in setting.names:
        if name.kind != PERSON:
            continue
        before, after = setting.text[max(0, name.start - 60) : name.start], setting.text[name.end : name.end + 80]
        title = re.search(rf"(?:[\w’'-]+ ){{0,4}}{word}(?: of (?:[A-Z][\w-]+ ?)+)?,? ?$", before, re.IGNORECASE)
        added = re.match(rf", (?:[\w’'-]+ ){{0,5}}{word}\b", after, re.IGNORECASE)
        called = " ".join(match.group() for match in (title, added) if match).casefold().split()
        if called and (name.full != full or all(one.casefold() in called for one in role)):
            holders.add(name.full)
    return holders == {full}


def _note_persons(start: int, end: int, setting: Setting) -> _Notes:
    bare = unquoted(setting.text[start:end])
    for pronoun in _PRONOUN.finditer(bare):
        place = start + pronoun.start()
        if _person_before(place, start, setting, bare):
            return []  # who is meant is said in the sentence
        if pronoun.start() > _SUBJECT:
            return [] if _CAPITAL.search(_unnamed(start, place, setting)) else None  # a name that was not found
        follower = [name for name in setting.names_in(place, end) if name.kind == PERSON]
        ahead = bare[pronoun.end() : follower[0].start - start] if follower else ""
        if re.match(r"[A-Z]\w+ (?:\w+ ){0,2}$", bare[: pronoun.start()]) and re.match(
            r" [^,]*, (?:[\w-]+ ){0,3}$", ahead
        ):
            return []  # "In his first speech, Ana Ruiz ..."
        full = sure_person(start, setting, pronoun.group().casefold())
        others = {one.group().casefold() for one in _PRONOUN.finditer(bare)}
        is_of_two = any(map(_MALE.fullmatch, others)) and any(map(_FEMALE.fullmatch, others))
        if full is None or (is_of_two and not follower):
            return None
        return [(start + pronoun.end(), full)]
    return []


def _unnamed(start: int, end: int, setting: Setting) -> str:
    """Return a stretch with its names of places, bodies and days blanked out."""
    text = unquoted(setting.text[start:end])
    for low, high in _spans(setting):
        if start <= low and high <= end:
            text = text[: low - start] + " " * (high - low) + text[high - start :]
    return text


def _spans(setting: Setting) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in setting.names] + [(one.start, one.end) for one in setting.times]


def _person_before(place: int, start: int, setting: Setting, bare: str) -> bool:
    if any(name.kind == PERSON for name in setting.names_in(start, place)):
        return True
    head = bare[: place - start]
    if _AGENT.search(head):
        return True
    return bool(
        re.search(rf"\b(?:{ROLE}|who|someone|anyone|one|person|mother|father|son|daughter|wife|husband)\b", head)
    )


def is_person(full: str) -> bool:
    """Tell whether a name tagged as a person's looks like one: two to four capitalised words, none of a place.

    Examples
    --------
    >>> is_person("Ana Ruiz"), is_person("Mill Bridge"), is_person("Stolen louvre"), is_person("Calling Ana Ruiz")
    (True, False, False, False)
    """
    words = [
        word
        for word in full.split()
        if word.casefold() not in ("de", "da", "di", "van", "von", "der", "al", "bin", "la", "el")
    ]
    is_named = len({word.casefold() for word in words}) == len(words) and 2 <= len(words) <= 4
    if len(full) > 6 and re.match(r"[A-Z]\w{3,}ing ", full) and not full.startswith("Sterling"):
        return False  # "Tranquilizing Harambe" opens a sentence, it is no name
    return is_named and all(word[0].isupper() for word in words) and not _NO_PERSON.search(full)


def _note_roles(start: int, end: int, setting: Setting) -> _Notes:
    bare = unquoted(setting.text[start:end])
    notes: list[tuple[int, str]] = []
    opening = _OPENS_WITH_ROLE.match(bare)
    for match in [opening] if opening else _THE_ROLE.finditer(bare):
        place = start + match.start()
        named = [name for name in setting.names_in(start, end) if name.kind == PERSON]
        if (named and not opening) or _GENERIC.fullmatch(match["role"]):
            continue  # a boy or a driver whom the report does not name is who the story is about
        if any(name.start < start + match.end("role") for name in named):
            continue
        more = setting.text[place + len("The ") : start + match.start("role")]
        full = sure_person(start, setting, "", match["role"], more)
        if full is None or any(name.full == full for name in named):
            return None  # whoever is named further on is seldom the one the sentence opens with
        notes.append((start + match.end("role"), full))
    return notes[:1]


def _is_unknown(name: Name, setting: Setting, known: Collection[str]) -> bool:
    """Tell whether a person is called by one word whose full form this article never gives and seldom repeats."""
    if name.kind != PERSON or " " in name.text or " " in name.full or name.full in known or not name.text.isalpha():
        return False
    word = re.compile(rf"\b{re.escape(name.text)}\b")
    if re.search(rf"\b(?!(?:Mr|Mrs|Ms|Dr|The)\b)[A-Z][\w’'-]+ {re.escape(name.text)}\b", setting.text):
        return False
    return len(word.findall(setting.text)) < _WELL_KNOWN


def _note_surnames(start: int, end: int, setting: Setting, known: Collection[str]) -> Iterable[tuple[int, str]]:
    met = set(known)
    for name in setting.names_in(start, end):
        if name.kind != PERSON:
            continue
        is_surname = (
            " " in name.full
            and len(name.full.split()) < 4
            and name.full.split()[-1] == name.text
            and not name.full.isupper()
            and name.full.casefold() not in f"{setting.text[max(start, name.start - 30) : name.end]}".casefold()
            and is_person(name.full)
        )
        is_introduced = _is_introduced(name.full, name.start, setting)
        if is_surname and is_introduced and name.full not in met and _bearers(name.text, setting) == 1:
            yield name.end, name.full
        met.add(name.full)


def _is_introduced(full: str, place: int, setting: Setting) -> bool:
    """Tell whether an article, where it first uses a surname before `place`, gives this person's full name."""
    surname = full.split()[-1]
    first = re.search(rf"\b{re.escape(surname)}\b", setting.text)
    return first is not None and first.end() < place and setting.text[: first.end()].endswith(full)


def _bearers(surname: str, setting: Setting) -> int:
    """Return how many persons of this surname an article names in full, found by a tagger or not."""
    full = {name.text for name in setting.names if name.kind == PERSON and name.text.endswith(f" {surname}")}
    before = re.findall(rf"\b([A-Z][\w.’'-]+) {re.escape(surname)}\b", setting.text)
    first = {name.split()[0] for name in full}
    middle = {word for name in full for word in name.split()[1:]}
    more = {
        word
        for word in before
        if word not in middle and word not in _TITLES and not re.fullmatch(ROLE, word.casefold())
    }
    return max(1, len(first | more))


def _with_notes(words: str, start: int, notes: dict[int, str]) -> str:
    pieces, done = [], 0
    for place in sorted(notes):
        cut = place - start
        cut += 2 if words[cut : cut + 2] in ("'s", "’s") else 0
        pieces += [words[done:cut], f" [{notes[place]}]"]
        done = cut
    return "".join([*pieces, words[done:]])
