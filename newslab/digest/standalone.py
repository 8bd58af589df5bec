"""Sentences that read alone: what "he", "the minister" or "Tuesday" means is put beside it in square brackets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Final

from newslab.digest.days import note_days
from newslab.digest.setting import Name, Setting
from newslab.digest.wording import unquoted

PERSON, PLACE, BODY = "person", "place", "body"
_KINDS: Final = {
    "person": PERSON, "per": PERSON, "gpe": PLACE, "loc": PLACE, "place": PLACE, "location": PLACE, "country": PLACE,
    "org": BODY, "organisation": BODY, "organization": BODY, "body": BODY,
}  # fmt: skip
_ROLE: Final = (
    "minister|president|premier|chancellor|secretary|ambassador|spokes(?:man|woman|person)|chairman|chairwoman|chair|"
    "chief|director|commissioner|governor|mayor|senator|lawmaker|judge|prosecutor|sheriff|general|admiral|commander|"
    "king|queen|prince|princess|pope|bishop|actor|actress|singer|star|comedian|billionaire|businessman|heir|suspect|"
    "gunman|attacker|victim|defendant|driver|pilot|officer|coach|player|striker|captain|author|professor|doctor|"
    "candidate|leader|diplomat|envoy|official|entrepreneur|founder|executive|man|woman|boy|girl|teenager|toddler|"
    "couple|politician|scientist|researcher|republican|democrat|tycoon|rapper|athlete|former \\w+|\\d{2}-year-old"
)
_THE_ROLE: Final = re.compile(
    rf"\b[Tt]he (?:(?:prime|foreign|vice|deputy|defen[cs]e|finance|interior|former|late|new|outgoing|young|top|senior) )*"
    rf"(?P<role>{_ROLE})\b(?!['’]s? (?:office|death|family)\b)(?= (?!of\b|for\b|who\b|in charge|to the\b|[A-Z])|['’,.;])"
)
_OPENS_WITH_ROLE: Final = re.compile(
    rf"The (?:[\w’'-]+ ){{0,4}}?(?P<role>(?i:{_ROLE}|comedienne|singer-songwriter))\b"
    r"(?! of\b| for\b| who\b|s\b| in charge| [A-Z])"
)
_AFTER_OPENING: Final = re.compile(
    r"(?:On|In|At|By|For|From|With|After|Before|During|Since|Until|As|When|While|If|Last|This)\b[^,“\"]{2,60}, (?:it|they|this|these|"
    r"those|there)\b|He [A-Z]\w+['’]s\b|(?:Today|Yesterday|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)['’]s (?:is|was|are|were)\b"
)
_OPENS_WITH_GROUP: Final = re.compile(
    r"The (?:(?:[a-z][\w-]*|A-list) ){0,2}?(?:couple|pair|duo|trio|women|men|family|brothers|sisters|twins|friends|spouses)\b(?! (?:of|who|that|from)\b)"
)
_PRONOUN: Final = re.compile(r"\b(?:he|she|his|her|him|hers|He|She|His|Her|himself|herself)\b")
_LEANING_START: Final = re.compile(
    r"(?:[\"“'‘]\s*)?(?:They|Their|Them|It|Its|It['’]s|This|That|These|Those|Such|There|Here|Both|Another|Others?|Some|One|Neither|"
    r"Either|Each|All|So|But|And|Or|Yet|Then|Also|However|Meanwhile|Moreover|Furthermore|Nevertheless|Nonetheless|"
    r"Instead|Still|Thus|Therefore|Hence|Besides|Similarly|Likewise|Otherwise|Indeed|Too|Afterwards?|Later|Earlier|"
    r"Elsewhere|Separately|Additionally|Finally|Secondly|Thirdly|Second|Third|Again|Asked|Speaking|If so|Of course|To put|As of|Inside|Outside|Nearby|Behind|Above|Below|"
    r"In addition|In fact|In turn|In response|In contrast|In return|As a result|As such|For example|For instance|"
    r"On the other hand|At the same time|At that time|At the time|By contrast|By then|Because of this|Despite this|"
    r"After that|Before that|Since then|Until then|That said|The same|The other|The previous|The next|The latter|The former|The two|"
    r"The three|The pair|The duo|The first|The second|The third|The move|The news|The incident|Not only|No one|"
    r"(?:On|At|In|During|By|For|To|From|With|After|Before|Of|Despite|Since|Under) (?:that|this|these|those|both|such|there|it|"
    r"them|which)|Contrast|Compare|Consider|Remember|Imagine|Note|See|Take|Think|Look|Let|Which|Who|Yes|No|Well|Just|Even|Only|Perhaps|Maybe|Like|Unlike|More than that|Same|Adding|Added)\b"
)
_FRAGMENT: Final = re.compile(
    r"(?:Because(?! of)|Whether|Although|Though|While|Whereas|Which|Unless)\b(?:[^,]*$|.*, (?:and|because|but|which|who)\b)"
)
_HERE: Final = re.compile(
    r"\b(?:here(?! (?:and|to)\b)|(?:this|these|those) (?!(?:week|weekend|month|year|morning|afternoon|evening|night|season|summer|winter|"
    r"spring|autumn|fall|day|quarter|time|century|decade|who|that|of|in|is|was|are|were|will|has|had)\b)[a-z]+|"
    r"(?:set|broke|made|passed|met|took|reached|beat|did|to|of|for|with|from|by|at|until|since) that (?!(?:the|an?|it|he|she|they|is|was|of|in)\b)[a-z]+)\b"
)
_OF_THEM: Final = re.compile(r"(?:\w+ ){1,4}(?:them|these|those|this|it)\b")
_PAIR: Final = re.compile(
    r"\b(?:[Tt]he two|[Bb]oth|[Tt]he) (?P<what>sides|countries|nations|governments|parties|ministers|leaders|presidents|men|women|"
    r"officials|neighbou?rs|allies|states|ministries|towns|cities|pair|duo|two(?=[,.;]))\b(?! of)"
)
_THE_BODY: Final = re.compile(
    r"\b[Tt]he (?P<what>company|firm|start-up|startup|ministry|agency|organi[sz]ation|airline|bank|club|institute|retailer|carmaker|"
    r"studio|network|newspaper|magazine|union|institution|department|party|group|team|carrier|broadcaster|government|administration|cohort|coalition|regime)\b"
    r"(?! of\b| [A-Z])"
)
_THE_PLACE: Final = re.compile(
    r"\b[Tt]he (?P<what>country|city|town|village|capital|island|province|region|nation)\b(?! of\b| [A-Z])"
)
_OPENS_WITH_THE: Final = re.compile(
    rf"The (?:two|three|{_ROLE}|company|firm|start-up|startup|ministry|agency|airline|bank|club|government|cohort|coalition|regime)\b"
)
_SUBJECT: Final = 25  # characters within which a pronoun is the subject and speaks of the sentence before
_CAPITAL: Final = re.compile(r"(?:^(?!(?:The|A|An|In|On|At|As|After|When|While|For|By|With|From|To)\b)| )[A-Z][a-z]+")
_AGENT: Final = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir) (?:[\w-]+ ){0,2}\w{2,}(?:er|or|ist|man|woman|ian|ant|ent|eon|ee)\b"
)
_BACK: Final = 2  # sentences looked back for what "the country" means; further off it is a guess
_GENERIC: Final = re.compile(
    r"couple|man|woman|boy|girl|teenager|toddler|suspect|gunman|attacker|victim|defendant|driver|pilot|officer|\d{2}-year-old",
    re.IGNORECASE,
)
_WELL_KNOWN: Final = 4  # uses in one article from which a person called by one name needs no other
_BACK_PERSON: Final = 1  # the same for "he" and "she"
_PAPER: Final = re.compile(
    r"\b(?:Journal|Times|Post|News|Guardian|Telegraph|Herald|Tribune|Reuters|Bloomberg|BBC|CNN|Twitter)\b"
)
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
    if _FRAGMENT.match(words):
        return None
    if (_LEANING_START.match(words) and not _PAIR.match(words)) or _OF_THEM.match(words):
        return None
    if _AFTER_OPENING.match(words) or (strict and _HERE.search(unquoted(words))):
        return None
    if strict and any(_is_unknown(name, setting, known) for name in setting.names_in(start, end)):
        return None
    notes: dict[int, str] = {}
    for finder in (_note_persons, _note_roles, _note_pairs, _note_bodies, note_days):
        if finder is note_days and not strict:
            continue
        found = finder(start, end, setting)
        if found is None and (strict or finder is _note_persons or _OPENS_WITH_THE.match(words)):
            return None
        if found is None:
            continue
        for place, meaning in found:
            notes.setdefault(place, meaning)
    group = _OPENS_WITH_GROUP.match(words)
    if group and not any(place <= start + group.end() for place in notes):
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


def _note_persons(start: int, end: int, setting: Setting) -> _Notes:
    bare = unquoted(setting.text[start:end])
    notes: list[tuple[int, str]] = []
    for pronoun in _PRONOUN.finditer(bare):
        place = start + pronoun.start()
        if notes or _person_before(place, start, setting, bare):
            break  # what one pronoun means is taken to hold for the next
        if pronoun.start() > _SUBJECT:
            if not _CAPITAL.search(bare[: pronoun.start()]):
                return None
            break  # who is meant has been named in the sentence, if by a name that was not found
        follower = [name for name in setting.names_in(place, end) if name.kind == PERSON]
        if follower and pronoun.start() < 40 and re.match(r"[A-Z]\w+ (?:\w+ ){0,2}$", bare[: pronoun.start()]):
            break  # "In his first speech, Ana Ruiz ..."
        person = _only(PERSON, start, setting)
        if person is None:
            return None
        notes.append((start + pronoun.end(), person.full))
    return notes


def _person_before(place: int, start: int, setting: Setting, bare: str) -> bool:
    if any(name.kind == PERSON for name in setting.names_in(start, place)):
        return True
    head = bare[: place - start]
    if _AGENT.search(head):
        return True
    return bool(
        re.search(rf"\b(?:{_ROLE}|who|someone|anyone|one|person|mother|father|son|daughter|wife|husband)\b", head)
    )


def _only(kind: str, start: int, setting: Setting, most: int = 1) -> Name | None:
    """Return the one name of `kind` in the nearest earlier sentence that has any; None where there are several."""
    for back in range(1, (_BACK_PERSON if kind == PERSON else _BACK) + 1):
        span = setting.before(start, back)
        if span is None:
            return None
        names = {name.full: name for name in setting.names_in(*span) if name.kind == kind}
        if kind == PERSON:
            names = {full: name for full, name in names.items() if is_person(full)}
        if names:
            best = next(iter(names.values()))
            is_sure = len(names) <= most and (kind != PERSON or " " in best.full)
            return best if is_sure else None
    return None


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
    is_named = len({word.casefold() for word in words}) >= 2 and len(words) <= 4
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
        person = _holder(match["role"], place, setting) or _only(PERSON, start, setting)
        if person is None:
            return None
        if any(name.full == person.full for name in named):
            return None  # whoever is named further on is seldom the one the sentence opens with
        notes.append((start + match.end("role"), person.full))
    return notes[:1]


def _is_unknown(name: Name, setting: Setting, known: Collection[str]) -> bool:
    """Tell whether a person is called by one word whose full form this article never gives and seldom repeats."""
    if name.kind != PERSON or " " in name.text or " " in name.full or name.full in known or not name.text.isalpha():
        return False
    word = re.compile(rf"\b{re.escape(name.text)}\b")
    if re.search(rf"\b(?!(?:Mr|Mrs|Ms|Dr|The)\b)[A-Z][\w’'-]+ {re.escape(name.text)}\b", setting.text):
        return False
    return len(word.findall(setting.text)) < _WELL_KNOWN


def _holder(role: str, place: int, setting: Setting) -> Name | None:
    """Return the one person whom the article has called by this role before `place`."""
    word = role.casefold()
    found = {}
    for name in setting.names:
        if name.kind == PERSON and name.end <= place and is_person(name.full):
            around = setting.text[max(0, name.start - 40) : name.start] + setting.text[name.end : name.end + 40]
            if re.search(rf"\b{re.escape(word)}\b", around.casefold()):
                found[name.full] = name
    return next(iter(found.values())) if len(found) == 1 else None


def _note_pairs(start: int, end: int, setting: Setting) -> _Notes:
    bare = unquoted(setting.text[start:end])
    match = _PAIR.search(bare)
    if not match or (
        match["what"] in ("parties", "officials", "leaders", "men", "women") and "two" not in match.group()
    ):
        return []
    if (
        match["what"] not in ("pair", "duo", "two")
        and match.group().split()[0] in ("the", "The")
        and " two " not in match.group()
    ):
        return [] if match["what"] in ("countries", "nations", "governments", "states", "towns", "cities") else None
    kinds: tuple[str, ...] = (
        (PERSON,)
        if match["what"] in ("ministers", "leaders", "presidents", "men", "women", "pair", "duo")
        else (PLACE, BODY)
        if match["what"] in ("sides", "parties", "allies")
        else (PLACE,)
    )
    for back in range(_BACK + 1):
        span = (start, start + match.start()) if back == 0 else setting.before(start, back)
        if span is None:
            return None
        for kind in kinds:
            found = [name for name in setting.names_in(*span) if name.kind == kind]
            names = list(dict.fromkeys(name.full for name in found))
            if len(names) == 2:
                return [] if back == 0 else [(start + match.end(), " and ".join(names))]
            if len(names) > 2:
                return None
    return None


def _note_bodies(start: int, end: int, setting: Setting) -> _Notes:
    bare = unquoted(setting.text[start:end])
    notes: list[tuple[int, str]] = []
    for pattern, kinds in ((_THE_BODY, (BODY, PLACE)), (_THE_PLACE, (PLACE,))):
        match = pattern.search(bare)
        if not match:
            continue
        if any(name.kind in kinds for name in setting.names_in(start, start + match.start())):
            continue
        meaning = _only(kinds[0], start, setting)
        if meaning is None or (kinds[0] == BODY and not _is_leading_body(meaning, start, setting)):
            return None
        notes.append((start + match.end(), meaning.full))
    return notes


def _is_leading_body(meaning: Name, place: int, setting: Setting) -> bool:
    """Tell whether no other body was named more often before: "the company" is seldom the paper that was quoted."""
    if _PAPER.search(meaning.full):
        return False
    counts = Counter(name.full for name in setting.names if name.kind == BODY and name.end <= place)
    return counts[meaning.full] == max(counts.values(), default=0)


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
        if is_surname and name.full not in met and _bearers(name.text, setting) == 1:
            yield name.end, name.full
        met.add(name.full)


def _bearers(surname: str, setting: Setting) -> int:
    """Return how many persons of this surname an article names in full."""
    full = {name.text for name in setting.names if name.kind == PERSON and name.text.endswith(f" {surname}")}
    return max(1, len({name.split()[0] for name in full}))


def _with_notes(words: str, start: int, notes: dict[int, str]) -> str:
    pieces, done = [], 0
    for place in sorted(notes):
        cut = place - start
        cut += 2 if words[cut : cut + 2] in ("'s", "’s") else 0
        pieces += [words[done:cut], f" [{notes[place]}]"]
        done = cut
    return "".join([*pieces, words[done:]])
