"""Who wrote an article: the names in a byline, a cell or a record, without roles, addresses and what pages put beside
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

LONGEST_NAME: Final = 60  # characters; what is longer is a sentence
MOST_WORDS: Final = 6
GENERATIONS: Final = frozenset(["jr", "sr", "ii", "iii", "iv"])
DEGREES: Final = frozenset(
    [
        "md",
        "phd",
        "dphil",
        "esq",
        "mba",
        "rn",
        "jd",
        "do",
        "dds",
        "dvm",
        "cpa",
        "msc",
        "bsc",
        "ma",
        "ba",
        "llm",
        "llb",
        "mph",
        "frcp",
        "obe",
        "cbe",
        "mbe",
        "mp",
        "facc",
        "pharmd",
        "edd",
        "psyd",
    ]
)
COMPANIES: Final = frozenset(["inc", "ltd", "llc", "corp", "co", "gmbh", "plc"])
PARTICLES: Final = (
    r"(?:(?:van|von|vom|zu|zur|de|der|den|del|della|di|da|dos|das|do|du|la|le|el|al|bin|ibn|ter|ten|mac|st\.?)\s+)*"
)
AGENCIES: Final = frozenset(
    [
        "Reuters",
        "Xinhua",
        "Bloomberg",
        "Yonhap",
        "Anadolu",
        "Tass",
        "Sputnik",
        "Agencies",
        "Agencia",
        "Ritzau",
        "Lusa",
        "Ansa",
        "Efe",
        "Dpa",
        "Sid",
        "Epd",
        "Kna",
        "Apa",
        "Afp",
    ]
)
ROLES: Final = re.compile(
    r"(?:reporter|writer|editor|correspondent|columnist|journalist|contributor|producer|anchor|photographer|analyst|"
    r"critic|staff|"
    r"presenter|blogger|fellow|professor|chief|desk|team|intern|author|redakteur(?:in)?|korrespondent(?:in)?|"
    r"autor(?:in)?|"
    r"volontär(?:in)?|journaliste|rédact(?:eur|rice)|correspondante?|redactora?|periodista|giornalista|redazione|"
    r"redacteur|jornalista)s?$",
    re.IGNORECASE,
)
NO_NAME: Final = re.compile(
    r"https?:|www\.|@|^\W*$|^(?:admin|staff|editor|web ?desk|redaktion|unknown|none|null|nan|author|anonymous|guest|"
    r"share|comments?|by|von|par|por|name|names?|autoren|autores|contributors|columnists|follow|twitter|facebook|hier|"
    r"news)$",
    re.I,
)
_BESIDE: Final = re.compile(  # what pages write beside a name
    r"\S+@\S+|(?<!\w)@\w+|https?://\S+|\b(?:e-?mail|contact|message|follow|view|see|read|more|show|all)\s+(?:the\s+|"
    r"this\s+|all\s+|more\s+|full\s+|"
    r"from\s+|by\s+)*(?:author|articles?|posts?|stories|profile|bio|page|archive|on\s+(?:x|twitter|facebook|linkedin|"
    r"instagram))s?\b"
    r"|\bopens? in (?:a )?new (?:tab|window)\b|\bautor(?:in)?/autor(?:in)?\b",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    r"^follow\s+|^(?:(?:words|written|reported|posted|story|text|reporting|analysis|opinion|review|published|"
    r"interview)\s+)?"
    r"(?:by|von|vom|par|por|di|af|av|door|autor(?:in)?|author|text|skrevet av|scritto da)\b[\s:]+",
    re.IGNORECASE,
)
_BREAKS: Final = re.compile(r"\s*[;|•·\n]\s*|\s+/\s+|/(?=[A-ZÀ-Þ])|\s+[–—-]\s+")
_AND: Final = re.compile(r"\s*,\s*(?:and\s+|und\s+|&\s*)?|\s+(?:and|&|und|et|y|og|och|en|e)\s+(?=[A-ZÀ-Þ])")
_PLACE: Final = re.compile(r"\s+(?:in|for|at|from|aus|for the)\s+(?=[A-ZÀ-Þ]).*$")
_TITLED: Final = re.compile(r"\s+(?:M\.?D|Ph\.?D|MBA|Esq|기자|특파원|記者|记者)\.?$")
_DATED: Final = re.compile(r"(?:^|[\s,(]+)(?=\S*\d).*$|\s*\((?:[^)]*)\)")
_WORD: Final = r"[^\W\d_][\w.'’-]*"
_INVERTED: Final = re.compile(rf"({PARTICLES}{_WORD}(?:-{_WORD})?),\s*({_WORD}(?:\s+{_WORD}){{0,2}})")
_INVERTED_LONG: Final = re.compile(rf"({PARTICLES}{_WORD}(?:\s+{_WORD})?),\s*({_WORD}(?:\s+{_WORD}){{0,2}})")


def split_names(words: str) -> list[str]:
    """Cut a byline into names.

    Examples
    --------
    >>> split_names("By Ann Lee, Bo Ray and Cy Fox | Staff writers")
    ['Ann Lee', 'Bo Ray', 'Cy Fox']
    >>> (split_names("Berg, Ann; Hill, Tom"), split_names("Joe Smith, Jr., Tara Doe, MD"),
    ...  split_names("Mel Jansch, Senior Reporter"))
    (['Ann Berg', 'Tom Hill'], ['Joe Smith Jr.', 'Tara Doe'], ['Mel Jansch'])
    """
    words = _OPENING.sub("", _BESIDE.sub(" | ", words).strip(" |,"))
    parts = [part for part in _BREAKS.split(words) if part.strip(" .,:-")]
    listed = ";" in words
    names = [name for part in parts for name in _names_of(part.strip(), listed=listed)]
    told = [name for name in names if not ROLES.search(name)] or names
    if len(told) > 3 and len(told) % 2 == 0 and not any(" " in name for name in told):  # "Berg, Ann, Hill, Tom"
        return [f"{given} {family}" for family, given in zip(told[::2], told[1::2], strict=True)]
    return list(dict.fromkeys(_whole(told)))


def _whole(names: list[str]) -> list[str]:
    """Leave out single words beside whole names: each is the place where one writes, unless it is an agency."""
    if not any(" " in name for name in names):
        return names
    return [name for name in names if " " in name or name.isupper() or name.title() in AGENCIES or not name.isascii()]


def _names_of(part: str, *, listed: bool) -> list[str]:
    """Return the names of one part of a byline; a comma may stand between them, or between family and given name."""
    shape = (_INVERTED_LONG if listed else _INVERTED).fullmatch(part)
    if (
        shape
        and not _AND.search(shape[2])
        and not _is_suffix(shape[2])
        and not ROLES.search(shape[2])
        and not (shape[1].isupper() and shape[2].isupper())
    ):
        return _kept([f"{shape[2]} {shape[1]}"])
    names: list[str] = []
    for piece in _AND.split(part):
        if names and _is_suffix(piece):
            kind = piece.strip(" .").lower()
            names[-1] += f" {piece.strip()}" if kind in GENERATIONS | COMPANIES else ""
        else:
            names.append(piece)
    return _kept(names)


def _is_suffix(words: str) -> bool:
    return words.replace(".", "").strip().lower() in GENERATIONS | DEGREES | COMPANIES


def _kept(names: Iterable[str]) -> list[str]:
    kept = []
    for name in names:
        name = _TITLED.sub("", _PLACE.sub("", _DATED.sub("", _OPENING.sub("", name.strip())))).strip(" ,:-–—|")
        name = name if re.search(r"\b(?:Jr|Sr|[A-Z])\.$", name) else name.rstrip(". ")
        if name and len(name) <= LONGEST_NAME and len(name.split()) <= MOST_WORDS and not NO_NAME.search(name):
            kept.append(name)
    return kept


def join_name(person: Mapping[str, Any]) -> str:
    """Return the name of a record of a person: a whole one, or given and family name under their usual keys.

    Examples
    --------
    >>> (join_name({"given": "Ann", "family": "Berg"}), join_name({"firstName": "Tom", "lastName": "Hill"}),
    ...  join_name({"name": "Bo"}))
    ('Ann Berg', 'Tom Hill', 'Bo')
    """
    folded = {re.sub(r"[\W_]", "", str(key)).lower(): cell for key, cell in person.items() if isinstance(cell, str)}
    for key in ("name", "fullname", "displayname", "literal", "title", "byline", "label", "text", "value"):
        if folded.get(key, "").strip():
            return folded[key].strip()
    given = next((folded[key] for key in GIVEN if folded.get(key)), "")
    family = next((folded[key] for key in FAMILY if folded.get(key)), "")
    particle = folded.get("nondroppingparticle") or folded.get("droppingparticle") or ""
    return " ".join(part for part in (given, particle, family) if part).strip()


GIVEN: Final = ("given", "givenname", "firstname", "first", "forename")
FAMILY: Final = ("family", "familyname", "lastname", "last", "surname")


def split_person(name: str) -> tuple[str, str]:
    """Return family and given name of a person, or ("", "") for what is a body, an agency, or a single word.

    Examples
    --------
    >>> (split_person("Jürgen Müller"), split_person("María de la Cruz"), split_person("Joe Smith Jr."),
    ...  split_person("News Agency"))
    (('Müller', 'Jürgen'), ('de la Cruz', 'María'), ('Smith Jr.', 'Joe'), ('', ''))
    """
    if name.count(",") == 1 and not _is_suffix(name.partition(",")[2]):
        family, _, given = name.partition(",")
        return family.strip(), given.strip()
    words = name.split()
    if not _is_person(name, words):
        return "", ""
    suffix = words.pop() if _is_suffix(words[-1]) and len(words) > 2 else ""
    at = len(words) - 1
    while at > 1 and re.fullmatch(PARTICLES, f"{words[at - 1].lower()} "):
        at -= 1
    return " ".join([*words[at:], suffix]).strip(), " ".join(words[:at])


def _is_person(name: str, words: list[str]) -> bool:
    """Tell a person's name from a body, an agency, a role and a single word."""
    if not 2 <= len(words) <= MOST_WORDS or BODY.search(name) or ROLES.search(name) or re.search(r"[\d/&|]", name):
        return False
    if not (words[0][:1].isupper() and words[-1][:1].isupper()) or words[0].lower() == "the":
        return False
    return not any(word.islower() and not re.fullmatch(PARTICLES, f"{word} ") for word in words)


BODY: Final = re.compile(
    r"\b(?:agency|press|news|times|post|herald|tribune|journal|gazette|daily|network|radio|tv|television|media|board|"
    r"bureau|service|wire|"
    r"corporation|company|ministry|department|university|institute|office|council|committee|association|group|"
    r"redaktion|redacción|rédaction|"
    r"agentur|agence|agencia|reuters|afp|dpa|inc|ltd|llc|gmbh)\b",
    re.IGNORECASE,
)
