"""The grammar of dates: rules over the classes of tokens (`date_words`), in order of preference.

Each rule is one regular expression over a string that has one character per token; none nests one unbounded repeat in
another, so that matching is linear. Names of classes stand in braces: `{month}{dot}?{d31}` is "Sept. 5". The rules are
rows of `resources/rules/dates.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from newslab.text.date_words import compile_grammar
from newslab.text.resources import read_rows


def _read_rules() -> dict[str, str]:
    """Return the rules in order, with what they are made of."""
    found: dict[str, str] = {}
    for pattern, name in read_rows("rules/dates.tsv", 2):
        whole = re.sub(r"\{([A-Z_]+)\}", lambda part: found[part[1]], pattern)
        found[name] = found.get(name, "") + whole
    return {name: rule for name, rule in found.items() if name.islower()}


_RULES: Final = _read_rules()
RULES: Final = tuple(_RULES)
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
    for name, rule in _RULES.items():
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
