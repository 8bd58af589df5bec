"""Which other outlet a text names as where it comes from: credits of a wire, and "according to X" in its lead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from newslab.group.hosts import site_of

LEAD: Final = 700  # code points: an outlet named further down is one voice among others, not where the report is from
DATELINE: Final = 80
TAIL: Final = 200

# Agencies are named as they sign; the first name of a row is the one used in `source:` origins.
AGENCIES: Final = (
    ("Reuters", "Thomson Reuters"),
    ("Associated Press", "AP", "AP News"),
    ("Agence France-Presse", "AFP"),
    ("Xinhua", "Xinhua News Agency"),
    ("Yonhap", "Yonhap News Agency", "Yonhap News", "YNA"),
    ("Kyodo", "Kyodo News"),
    ("TASS", "Itar-Tass", "ITAR-TASS"),
    ("RIA Novosti", "RIA"),
    ("Interfax", "Interfax-Ukraine"),
    ("Ukrinform",),
    ("DPA", "Deutsche Presse-Agentur"),
    ("EFE", "Agencia EFE"),
    ("ANSA",),
    ("Anadolu", "Anadolu Agency"),
    ("Press Trust of India", "PTI"),
    ("ANI",),
    ("IANS",),
    ("UPI", "United Press International"),
    ("KCNA", "Korean Central News Agency"),
    ("IRNA", "Islamic Republic News Agency"),
    ("Tasnim", "Fars", "Mehr"),
    ("SANA",),
    ("WAFA",),
    ("Press Association", "PA Media", "PA"),
    ("Canadian Press",),
    ("Australian Associated Press", "AAP"),
    ("Bloomberg", "Bloomberg News"),
    ("Jiji", "Jiji Press"),
    ("Antara", "Bernama"),
)
_ALIASES: Final = {
    "nyt": "newyorktimes", "nytimes": "newyorktimes", "wapo": "washingtonpost", "wsj": "wallstreetjournal",
    "bbcnews": "bbc", "bbcworldservice": "bbc", "cnninternational": "cnn", "foxnews": "fox", "huffpost": "huffingtonpost",
    "hpo": "huffingtonpost", "guardian": "guardian", "theguardian": "guardian", "ft": "financialtimes",
    "scmp": "southchinamorningpost", "latimes": "losangelestimes", "dailymailonline": "dailymail", "nbcnews": "nbc",
    "abcnews": "abc", "cbsnews": "cbs", "apnews": "associatedpress",
}  # fmt: skip
_PLAIN: Final = re.compile(r"[\W_]+")
_SAME_OUTLET: Final = _ALIASES | {
    _PLAIN.sub("", name.lower()): _PLAIN.sub("", row[0].lower()) for row in AGENCIES for name in row
}

_NAME: Final = r"(?:[Tt]he )?([A-Z][\w.&'’-]*(?: (?:of |and |for |de )?[A-Z][\w.&'’-]*){0,5})"
_KIND: Final = r"(?: (?:news ?agency|state media|newspaper|news|daily|newswire|television|TV|broadcaster|website))?"
_CREDITS: Final = (  # by line: a text may begin with its title or byline again
    re.compile(rf"^[A-Z][^\n(]{{0,{DATELINE}}}?\(([A-Z][^()\n]{{1,30}})\)\s*[-–—]", re.MULTILINE),
    re.compile(rf"^\s*{_NAME}\s*\|\s*(?:Updated|Published)", re.MULTILINE),
    re.compile(rf"^\s*By {_NAME}\s*$", re.MULTILINE),
    re.compile(rf"^\s*(?:By|From) [^\n,|]{{2,60}}[,|]\s*(?:for )?{_NAME}\s*$", re.MULTILINE),
    re.compile(rf"^\s*(?:Source|Via|Credit|Agency|Text): {_NAME}\s*$", re.MULTILINE),
    re.compile(
        rf"(?:originally (?:published|appeared)|first (?:published|appeared)|[Rr]epublished|[Rr]eprinted|[Ss]yndicated)"
        rf" (?:by|in|on|from|with permission from) {_NAME}"
    ),
    re.compile(rf"(?:©|\([Cc]\)|(?<![Ii]mage )\b[Cc]opyright)(?: \d{{4}})? {_NAME}"),
    re.compile(r"\(([A-Z][\w -]{1,30})\)\s*$"),
)
_LEAD_LINES: Final = (
    re.compile(rf"[Aa]ccording to {_NAME}"),
    re.compile(rf"(?:[Cc]iting|[Qq]uoting|[Aa]s reported by|[Rr]eported by|[Qq]uoted by|[Cc]ited by) {_NAME}"),
    re.compile(rf"\btold {_NAME}"),
    re.compile(rf"{_NAME}(?:'s|’s)?{_KIND} (?:reported|reports|has reported)\b"),
    re.compile(
        rf"{_NAME} (?:news ?agency|newspaper|state media|newswire|daily|broadcaster) (?:said|says|wrote|writes)\b"
    ),
    re.compile(rf"\b(?:[Ii]n|from) an? {_NAME} (?:report|interview)\b"),
)

Said = Literal["credit", "lead"]


@dataclass(frozen=True)
class Outlets:
    """The outlets that a collection can name: key (see `outlet_key`) to the name used in origins."""

    names: Mapping[str, str]

    def find(self, words: str) -> str | None:
        """Return the key of the longest run of leading words that is a known outlet, else None."""
        parts = words.replace("’", "'").removesuffix("'s").split()
        for n in range(len(parts), 0, -1):
            key = outlet_key(" ".join(parts[:n]))
            if key in self.names:
                return key
        return None


def outlet_key(name: str) -> str:
    """Fold the name or host of an outlet to one key, so that www.nytimes.com, NYT and The New York Times meet.

    Examples
    --------
    >>> {outlet_key(name) for name in ("www.nytimes.com", "NYT", "The New York Times")}
    {'newyorktimes'}
    """
    plain = name.strip().lower()
    if "." in plain and " " not in plain:
        site = site_of(plain.removeprefix("http://").removeprefix("https://").split("/")[0])
        plain = plain if site is None else site.name or site.domain
    key = _PLAIN.sub("", plain.removeprefix("the "))
    return _SAME_OUTLET.get(key, key)


def one_spelling(names: Iterable[str]) -> dict[str, str]:
    """Give every name of an outlet the first spelling of those that differ in capitals and spaces alone.

    Hosts are one outlet where they belong to one site (`hosts.site_of`), and are called by the shortest; a site and a
    name are, where the letters of the name are those of the site without its ending, and no other site of the
    collection has these letters.

    Examples
    --------
    >>> one_spelling(["hpo", "HPO", "Post"])
    {'HPO': 'HPO', 'Post': 'Post', 'hpo': 'HPO'}
    >>> one_spelling(["www.coastdaily.example", "Coast Daily"])["www.coastdaily.example"]
    'Coast Daily'
    >>> one_spelling(["www.coastdaily.example", "asia.coastdaily.example"])["asia.coastdaily.example"]
    'www.coastdaily.example'
    """
    known = sorted(set(names))
    folded = {name: " ".join(name.casefold().split()) for name in known}
    sites = {key: site for key in folded.values() if (site := site_of(key)) is not None}
    letters = {site: _PLAIN.sub("", site.name) for site in sites.values()}
    alike = Counter(letters.values())
    written = {_PLAIN.sub("", key): key for key in folded.values() if key not in sites}
    for name, key in folded.items():
        if (site := sites.get(key)) is not None:
            single = alike[letters[site]] == 1 and letters[site]
            folded[name] = written.get(letters[site], site.domain) if single else site.domain
    first: dict[str, str] = {}
    for name in sorted(known, key=lambda name: (_labels(name), name)):
        first.setdefault(folded[name], name)
    return {name: first[folded[name]] for name in known}


def _labels(name: str) -> int:
    """Return how many labels a host has but for "www.", 0 for a name."""
    host = name.casefold()
    return 0 if site_of(host) is None else host.removeprefix("www.").count(".")


def known_outlets(sources: Iterable[str]) -> Outlets:
    """Return the agencies of the world and the sources of a collection as one lookup."""
    names = {outlet_key(source): source for source in sorted(set(sources))}
    return Outlets(names | {outlet_key(row[0]): row[0] for row in AGENCIES})


def find_outlets(title: str, text: str, outlets: Outlets) -> Iterator[tuple[Said, str]]:
    """Give what a text says of its own origin: ("credit" | "lead", name), credits first, each name once."""
    seen = set()
    for said, found in (*_credits(text), *_lead_lines(title, text)):
        key = outlets.find(found)
        if key is not None and outlets.names[key] not in seen:
            seen.add(outlets.names[key])
            yield said, outlets.names[key]


def _credits(text: str) -> Iterator[tuple[Said, str]]:
    for stretch in (text[:LEAD], text[-TAIL:] if len(text) > LEAD else ""):
        for pattern in _CREDITS:
            for match in pattern.finditer(stretch):
                for name in match[1].split("/"):
                    yield "credit", name.strip()


def _lead_lines(title: str, text: str) -> Iterator[tuple[Said, str]]:
    for stretch in (title, text[:LEAD]):
        for pattern in _LEAD_LINES:
            for match in pattern.finditer(stretch):
                yield "lead", match[1]
