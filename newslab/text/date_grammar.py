"""The grammar of dates: rules over the classes of tokens (`date_words`), in order of preference.

Each rule is one regular expression over a string that has one character per token; none nests one unbounded repeat in
another, so that matching is linear. Names of classes stand in braces: `{month}{dot}?{d31}` is "Sept. 5".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from newslab.text.date_words import CLASSES, OTHER, compile_grammar

_MONTH = "(?:{month}|{mabbr}{dot}?)"
_DAY = "{d31}{th}?"
_ERA_YEAR = "(?:[{d31}{d99}{d3}{d4}{year4}]{era}|{era}[{d31}{d99}{d3}{year4}])"
_SPELLED = "{number}{dash}?{number}(?:{dash}?{number})?"
_YEAR = f"(?:{_ERA_YEAR}|{{year4}})"
_WEEKDAY = "(?:(?:{weekday}|{wd}{dot}?){comma}?)?"
_EDGE = (
    "(?:{the}?{edge}{dash}?(?:{in}{the}?|{half}?{of}{the}?)?|{the}?{bound}{half}?{of}{the}?|{later}{in}{the}?|{about})?"
)
_PART_OF = "(?:{the}?{edge}?(?:{in}{the})?{edge}?{part}{hours}?{of}?)?"
_THAT_YEAR = "(?:{of}(?:{that}|{the}|{this}|{last}|{next}){same}?{year}|{next}{year}|{last}{year}|{this}{year})"
_NUMBER = "(?:{num}(?:{comma}{d3}|{dot}{num})?|{number}(?:{dash}?[{number}{ordinal}]){0,3}|{a}(?:{number}(?={more}?{units})|{few}{of}?)|{a}|{few}(?:{of}|{number})?|{half}{a}|{zero}{dot}{num})"
_ORDINAL = "(?:{ordinal}|{second}|{number}{dash}[{ordinal}{second}]|{d31}{th}|{num}{th})"
_EXTENT = "(?:{about}|{no}?{more}{than}|{at}{more}|{up}{to}|{more}|{about}{more})?"
_UNITS = "(?:{unit}|{units}|{second})(?!{dash}[{ago}{later}])"
_HALVES = "(?:{and}{a}{half})?"
_CLOCK = "(?:{d31}|{zero}(?={colon}))(?:{colon}[{d31}{d99}{zero}](?:{colon}[{d31}{d99}{zero}])?)?"
_QUARTER_OF = "(?:{of}{fiscal}?{year4}|{comma}?{year4}|{of}{the}?{demo}?{fiscal}?{year}|{demo}{year})"
_AGO_YEAR = "(?:{year}{dash}?[{ago}{later}])"

_RULES: Final[tuple[tuple[str, str], ...]] = (
    (
        "numeric",
        "{year4}(?:{dash}{d31}{dash}|{slash}{d31}{slash}){d31}(?:{tee}?{d31}{colon}[{d31}{d99}{zero}](?:{colon}[{d31}{d99}{zero}])?)?"
        "|{d31}(?:{slash}{d31}{slash}|{dash}{d31}{dash}|{dot}{d31}{dot})(?:{year4}|{short})"
        f"(?:{_CLOCK})?"
        "|{d31}(?:{dash}{mabbr}{dash}|{slash}{mabbr}{slash})(?:{year4}|{short})"
        "|{year4}(?:{slash}[{mabbr}{month}]{slash}|{dash}[{mabbr}{month}]{dash}){d31}",
    ),
    (
        "offset",
        f"{{the}}[{{week}}{{wkend}}][{{of}}{{bound}}](?:{_WEEKDAY}{_MONTH}{_DAY}(?:{{comma}}?{_YEAR})?|{_DAY}{_MONTH}(?:{{comma}}?{_YEAR})?)|{_NUMBER}{{dash}}?{_UNITS}{{from}}[{{weekday}}{{deictic}}]|(?:{{the}}(?:{{unit}}|{{weekday}})|{_NUMBER}{{dash}}?{_UNITS}){{before}}"
        f"(?:{{holiday}}(?:{{comma}}?{{year4}})?|{_WEEKDAY}{_MONTH}{_DAY}(?:{{comma}}?{_YEAR})?|{_DAY}{_MONTH}(?:{{comma}}?{_YEAR})?"
        "|{deictic}|{weekday}|[{last}{next}](?![{unit}{units}{number}{num}{month}{season}{weekday}{few}" + OTHER + "]))",
    ),
    (
        "calendar",
        f"{_PART_OF}{_EDGE}(?:"
        f"{_WEEKDAY}{_MONTH}{{the}}?{_DAY}(?:{{dash}}{_MONTH}?{_DAY})?(?:{{comma}}?{_YEAR}|{{comma}}?{_THAT_YEAR})?(?!{{colon}})"
        f"|{_WEEKDAY}(?:{{the}}(?={{d31}}{{th}}))?{_DAY}(?:{{dash}}{_DAY})?{{of}}?{_MONTH}(?:{{comma}}?{_YEAR}|{{comma}}?{_THAT_YEAR})?"
        f"|{_WEEKDAY}{{the}}{_ORDINAL}{{of}}{_MONTH}(?:{{comma}}?{_YEAR}|{{comma}}?{_THAT_YEAR})?"
        f"|{_MONTH}{{dash}}{_MONTH}(?:{{comma}}?{{of}}?{_YEAR})?"
        f"|{_MONTH}{{comma}}?{{of}}?(?:{_YEAR}|{_SPELLED})"
        f"|{_MONTH}{{comma}}?{{quote}}{{short}}"
        f"|{_MONTH}{_THAT_YEAR}"
        f"|(?:[{{last}}{{next}}{{this}}{{past}}]|{{the}}[{{previous}}{{following}}])(?:{_WEEKDAY}{_DAY})?{_MONTH}(?!{{dot}}?{{d31}}(?!{{colon}}))"
        f"|{_MONTH})",
    ),
    (
        "listed",
        "{the}?{d31}{th}?(?={comma}?[{and}{to}{or}{dash}]{the}?{d31}{th}?{of}?[{month}{mabbr}])"
        "|(?<=[{d31}{th}][{and}{to}{or}]){d31}{th}?(?:{comma}{year4})?(?![{units}{unit}{month}{mabbr}{num}{year4}{ampm}{dash}{slash}{colon}{money}])"
        "|{the}{d31}{th}(?![{month}{mabbr}{of}{century}{quarter}{units}{unit}{day}{dash}])"
        "|[{num}{year4}](?=[{to}{and}{or}]{the}?[{d31}{d99}{d3}{year4}]{era})",
    ),
    ("years", f"{_EDGE}(?:{{year4}}[{{dash}}{{slash}}]|{{num}}{{dash}})(?:{_ERA_YEAR}|{{year4}}|{{short}})(?!{{dash}}[{{year4}}{{short}}]|{{slash}})"),
    (
        "decade",
        "{the}{edge}{dash}?{d99}{s}(?!{era})|{the}{edge}?{dash}?{year0}{quote}{s}|{the}?{edge}?{dash}?(?:{of}{the})?(?:{year0}{s}|{quote}{d99}{quote}?{s}|[{d3}{d99}]{s}{era}|{decade})",
    ),
    ("holiday", f"{{holiday}}(?:{{comma}}?{_YEAR}|{_THAT_YEAR})?"),
    (
        "within",
        f"{{the}}?(?:{_ORDINAL}|{{last}})(?:{{number}}|{{num}}|{{few}})?(?:{{unit}}|{{units}}|{{weekday}})[{{of}}{{in}}]{_MONTH}(?:{{comma}}?{_YEAR}|{{comma}}?{_THAT_YEAR})?"
        f"|{{the}}?(?:{_ORDINAL}|{{last}})(?:{{number}}|{{num}}|{{few}})(?:{{units}})[{{of}}{{in}}]{{year4}}"
        f"|{{the}}?(?:{_ORDINAL}|{{last}}){{weekday}}{{of}}[{{next}}{{last}}{{this}}{{the}}]{{mon}}",
    ),
    ("century", f"{{the}}?{{edge}}?{{dash}}?{_ORDINAL}{{dash}}?{{century}}{{era}}?"),
    (
        "quarter",
        f"{{the}}?{{year4}}{_ORDINAL}{{dash}}?{{quarter}}"
        f"|{{fiscal}}?{{dash}}?{_ORDINAL}{{dash}}{{quarter}}{_QUARTER_OF}?"
        f"|{{the}}?(?:{{demo}}{{year}}{{quote}}{{s}})?(?:{_AGO_YEAR})?{{fiscal}}?{{dash}}?{_ORDINAL}{{quarter}}{_QUARTER_OF}?"
        f"|{{the}}?{_AGO_YEAR}[{{quarter}}{{period}}]|{{the}}[{{latest}}{{same}}]{{period}}(?:{{last}}{{year}})?|{_AGO_YEAR}(?!{{year4}})"
        f"|{{q}}{{d31}}(?:{{of}}?{{year4}})?",
    ),
    (
        "named",
        "{d31}{slash}{d31}(?![{slash}{d31}{d99}{units}{unit}])",
    ),
    ("half", f"{{the}}?[{{ordinal}}{{second}}{{bound}}{{last}}]{{dash}}?{{half}}(?:{{of}}(?:{_YEAR}|{{the}}?{{demo}}?{{year}})|{{comma}}?{{year4}})"),
    ("fiscal", "{the}?{demo}?{fiscal}{year}?{year4}(?:[{dash}{slash}][{short}{year4}])?|{the}?{demo}{fiscal}{year}|{the}{year4}{fiscal}{year}"),
    (
        "season",
        f"{_EDGE}(?:{{the}}|{{demo}}|{{the}}{{demo}})?[{{season}}{{spring}}](?:{{comma}}?{{of}}?(?:{_YEAR}|{_SPELLED})|{{dash}}[{{season}}{{spring}}]{{of}}?{_YEAR}|{_THAT_YEAR})"
        f"|{_EDGE}(?:{{the}}|{{demo}}|{{the}}{{demo}}){{edge}}?[{{season}}{{spring}}]"
        "|{edge}{dash}?[{season}{spring}]|{season}|{spring}",
    ),
    ("shift", f"{_EXTENT}(?:{_NUMBER}{{dash}}?{{more}}?{_UNITS}|{{units}})(?:{{ago}}|{{later}}|{{from}}{{ref}}|{{before}}{{that}}|{{quote}}{{s}}?{{time}})"
              f"|{{the}}{{unit}}[{{before}}{{following}}]"),
    ("spelled", "(?:{the}{year})?{number}{dash}?{number}(?:{dash}?{number})?"),
    (
        "when",
        f"[{{this}}{{that}}]{{units}}|{{weekday}}{{week}}|{{edge}}?{{dash}}?{{part}}{{deictic}}|{_EDGE}{{deictic}}{{part}}?|{_PART_OF}{_EDGE}{{weekday}}{{part}}?|{{later}}{{deictic}}|{{edge}}?{{later}}(?:{{in}}{{the}}|{{demo}}{{same}}?)[{{unit}}{{season}}{{spring}}{{part}}]"
        f"|{{later}}{{weekday}}|{{wd}}(?={{comma}}?{{d31}}(?:{{colon}}[{{d31}}{{d99}}{{zero}}])?{{ampm}})"
        f"|{_EDGE}(?:{{the}}?{{demo}}{{same}}?|{{the}}){{fiscal}}?{{calendar}}?(?:{{unit}}(?!{{dash}}[{{ago}}{{later}}{{old}}]|{{year4}})|{{weekday}}{{part}}?|{{wd}})"
        f"|{_EDGE}{{weekday}}|{{wd}}{{dot}}"
        f"|{{the}}?[{{year}}{{mon}}](?:{{quote}}{{s}})?{{dash}}?{{bound}}",
    ),
    ("span", f"{{the}}(?:{{demo}}|{{ordinal}}|{{coming}}|{{more}}){_EXTENT}{_NUMBER}{{dash}}?{_UNITS}|{{the}}?[{{past}}{{last}}{{next}}{{coming}}{{recent}}{{following}}]{_NUMBER}?{{units}}"),
    ("set", f"{{every}}(?:{_NUMBER}|{_ORDINAL}|{{other}})?(?:{{unit}}|{{units}}|{{weekday}}|{{month}}|{{season}}|{{spring}}|{{part}})|{{per}}{{unit}}|{{often}}|{{weekdays}}"),
    (
        "duration",
        f"{_EXTENT}{_NUMBER}(?:{{to}}{_NUMBER}|{{or}}{_NUMBER}|{{dash}}{{num}})?{{dash}}?{{more}}?{_UNITS}{_HALVES}(?:{{dash}}?{{old}}|{{dash}}{{long}})?"
        f"|{_EXTENT}(?:{{num}}|{{number}}|{{a}})(?:{{dash}}?{{and}}{{dash}}?{{a}}?{{dash}}?{{half}}|{{d31}}{{slash}}{{d31}}){{dash}}?{_UNITS}"
        f"|{{the}}[{{number}}{{num}}]{{dash}}?{{units}}"
        f"|{_NUMBER}{{plain}}{{units}}"
        f"|{{units}}(?!{{year4}})",
    ),
    ("clock", f"(?:{{about}})?(?:{_CLOCK}{{ampm}}|{{d31}}{{dot}}[{{d31}}{{d99}}{{zero}}]{{ampm}}|[{{d31}}{{zero}}]{{colon}}[{{d31}}{{d99}}{{zero}}]|{{number}}{{ampm}}|[{{d4}}{{year4}}]{{zone}}|[{{d31}}{{number}}]{{clock}}|{{d31}}{{colon}}[{{d31}}{{d99}}{{zero}}]{{hours}})(?:{{zone}}|{{open}}{{zone}}{{close}})?"),
    ("part", "(?:{the}|{demo}|{the}{demo})?{edge}?{dash}?{part}"),
    ("year", f"{_EDGE}(?:{{about}}|{{about}}{{dot}})?(?:{{the}}[{{year}}{{units}}])?(?:{_YEAR}|{{quote}}{{short}})|{{the}}{{year4}}[{{period}}{{quarter}}]"),
    ("reference", "{right}{ref}|{more}?{ref}|{recent}|{the}{foreseeable}?{future}|{future}|{at}{this}{time}|(?<=[{at}{in}{about}{on}])(?:{the}{same}|[{this}{that}{the}]){time}|{the}{past}|[{this}{that}{same}]{period}"),
)  # fmt: skip

RULES: Final = tuple(name for name, _ in _RULES)
# no expression begins with one of these, even where a rule could
_NEVER_FIRST: Final = frozenset(
    compile_grammar(
        "{comma}{dot}{close}{open}{dash}{slash}{colon}{to}{and}{or}{of}{in}{on}{from}{old}{ago}{than}{s}{th}{long}{money}"
        "{period}{time}{clock}{zone}{tee}{before}{ampm}"
    ).replace("\\", "")
)
Matcher = Callable[[str, int, int], re.Match[str] | None]
_GROUP: Final = re.compile(r"\((?:\?(?:[:=!]|<[=!]|P<\w+>))?")
_REPEAT: Final = re.compile(r"[?*+]|\{\d*,?\d*\}")


def _first(pattern: str) -> tuple[frozenset[str], bool, int]:
    """Return the characters an alternation can begin with, whether it can be empty, and where it ends.

    The grammar uses no more of regular expressions than this reads: characters, sets, groups, looks around, repeats.
    """
    chars: set[str] = set()
    empty = False
    open_here, at = True, 0  # whether everything before `at` in this branch can be empty
    while at < len(pattern) and pattern[at] != ")":
        if pattern[at] == "|":
            empty, open_here, at = empty or open_here, True, at + 1
            continue
        found, can_be_empty, length = _first_of_one(pattern[at:])
        at += length
        if pattern[at : at + 1] == "?" or pattern[at : at + 3] == "{0,":
            can_be_empty = True
        repeat = _REPEAT.match(pattern, at)
        at = repeat.end() if repeat else at
        if open_here:
            chars |= found
            open_here = can_be_empty
    return frozenset(chars), empty or open_here, at


def _first_of_one(pattern: str) -> tuple[frozenset[str], bool, int]:
    """Return the same of one character, set or group."""
    group = _GROUP.match(pattern)
    if group is not None:
        found, empty, length = _first(pattern[group.end() :])
        around = group[0] in ("(?=", "(?!", "(?<=", "(?<!")
        return frozenset() if around else found, around or empty, group.end() + length + 1
    if pattern[0] == "[":
        end = pattern.index("]")
        return frozenset(pattern[1:end].replace("\\", "")), False, end + 1
    if pattern[0] == "\\":
        return frozenset(pattern[1]), False, 2
    return frozenset(pattern[0]), False, 1


def _by_first() -> dict[str, tuple[tuple[str, Matcher], ...]]:
    """Return for each class of token the rules that can begin with it, in order of preference."""
    table: dict[str, list[tuple[str, Matcher]]] = {}
    for name, rule in _RULES:
        pattern = compile_grammar(rule)
        match = re.compile(pattern).match
        for kind in _first(pattern)[0] - _NEVER_FIRST:
            table.setdefault(kind, []).append((name, match))
    return {kind: tuple(rules) for kind, rules in table.items()}


_BY_FIRST: Final = _by_first()
SHORT: Final = 24  # tokens; what a run of so many holds is remembered, since most runs come again and again


def search_rule(classes: str, at: int, stop: int) -> tuple[str, int, int] | None:
    """Return the first rule that matches between two tokens, its first token and the one after its last."""
    if stop - at > SHORT:
        return _search(classes, at, stop)
    known = _search_short(classes[max(0, at - 2) : at], classes[at:stop])
    return (known[0], at + known[1], at + known[2]) if known else None


@lru_cache(maxsize=16384)
def _search_short(before: str, run: str) -> tuple[str, int, int] | None:
    """Search a short run; some rules look at the two tokens before it."""
    found = _search(before + run, len(before), len(before) + len(run))
    return (found[0], found[1] - len(before), found[2] - len(before)) if found else None


def _search(classes: str, at: int, stop: int) -> tuple[str, int, int] | None:
    for first in range(at, stop):
        for rule, matching in _BY_FIRST.get(classes[first], ()):
            match = matching(classes, first, stop)
            if match is not None:
                return rule, first, match.end()
    return None


# without one of these there is no expression: most sentences are passed over here
_CORES: Final = (
    "{month}{mabbr}{weekday}{weekdays}{wd}{year4}{unit}{units}{second}{part}{season}{spring}{deictic}{ref}{often}{decade}{holiday}"
    "{period}{recent}{future}{past}{time}{ampm}{clock}{era}"
)
# the engine skips to a set of characters fast: what else must stand there is asked after it
CORE: Final = re.compile(
    compile_grammar(
        f"[{_CORES}{{d31}}{{zero}}{{quote}}{{q}}{{number}}{{the}}{{d4}}{{d99}}](?:(?<=[{_CORES}])"
        "|(?<=[{d31}{zero}])[{slash}{dash}{dot}{colon}]|(?<={quote}){short}|(?<={q}){d31}|(?<={number}){dash}?{number}"
        "|(?<={the}){d31}{th}|(?<={d99}){s}|(?<={d4}){zone})"
    )
)
# "two full days": a word between number and unit that may be an adjective
ADJECTIVE: Final = re.compile(compile_grammar("(?<=[{number}{num}])" + OTHER + "(?=[{units}])"))
PLAIN: Final = CLASSES["plain"]
