"""Which names mean the same person, organisation or place: one canonical form per corpus.

The same bearer is named in several ways; two bearers may share a surname. Within an article a surname belongs to the
full name given there. Across articles full names join if they differ by typography, a middle name, a nickname or the
spelling of a first name; organisations by acronym; countries by a list (`resources/aliases.tsv`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import pandas as pd

from newslab.tables import NAMES, check, make_id
from newslab.text.normalise import fold
from newslab.text.resources import listed, mapping, read_rows, word_list

_SUFFIXES: Final = listed("suffixes")
_COMPANY: Final = listed("company")
_NICKNAMES: Final = mapping("nickname")
_FEMININE: Final = word_list("feminine")  # Paul is not Paula
_MAJORITY: Final = 0.8  # share of a surname's full names in the corpus from which the surname alone means that person
_BEARERS: Final = 2  # articles that must use the full name for that


Name = tuple[str, ...]  # the words of a name, folded


class _Mention(NamedTuple):
    row: int
    article: str
    field: str
    start: int
    end: int
    key: str  # folded, lower case
    tokens: Name
    text: str


def link_names(names: pd.DataFrame) -> pd.DataFrame:
    """Give each name the id of its bearer.

    Parameters
    ----------
    names : NAMES table, n rows, of a whole corpus.

    Returns
    -------
    NAMES table, the same n rows in the same order, with `entity_id`, the further column `canonical` (the fullest
    common form of the name) and `kind` by majority: what is a person in most places is one everywhere.

    Raises
    ------
    TableError
        If `names` breaks its contract.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("a", 0, "Cho Tae-yul"), ("a", 50, "Cho"), ("b", 0, "Cho Hyun"), ("b", 50, "Cho")]
    >>> names = pd.DataFrame(rows, columns=["article_id", "start", "text"])
    >>> linked = link_names(names.assign(end=names.start + names.text.str.len(), kind="person"))
    >>> linked.canonical.tolist()
    ['Cho Tae-yul', 'Cho Tae-yul', 'Cho Hyun', 'Cho Hyun']
    """
    names = check(names, NAMES)
    mentions = _mentions(names)
    kinds = _vote_kinds(mentions, names.kind.tolist())
    canonical = _link_persons([mention for mention in mentions if kinds[mention.row] == "person"])
    others = _link_others([mention for mention in mentions if kinds[mention.row] != "person"])
    for row, name in others.items():
        kinds[row], canonical[row] = _aliases().get(_key(name), (kinds[row], name))
    linked = names.copy()
    rows = range(len(names))
    ids = [make_id("name", kinds[row], canonical[row]) for row in rows]
    for name, cells in (("kind", kinds), ("canonical", [canonical[row] for row in rows]), ("entity_id", ids)):
        linked[name] = pd.Series(cells, index=names.index, dtype=names.kind.dtype)
    return linked


def _mentions(names: pd.DataFrame) -> list[_Mention]:
    """Read rows in a fixed order: the title before the text, then by offset."""
    columns = [names[name].tolist() for name in ("article_id", "field", "start", "end", "text")]
    found = []
    for row, (article, field, start, end, text) in enumerate(zip(*columns, strict=True)):
        key = _key(text)
        found.append(_Mention(row, article, field, start, end, key, tuple(key.split()), _shown(text)))
    return sorted(found, key=lambda mention: (mention.article, mention.field != "title", mention.start, mention.row))


@lru_cache(maxsize=100_000)
def _key(text: str) -> str:
    """Fold case, accents, stops, hyphens and a leading "the" away."""
    plain = unicodedata.normalize("NFKD", fold(text).text)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    plain = re.sub(r"'s\b|[.'\"]", "", plain)
    plain = re.sub(r"[^\w&]+", " ", plain).strip()
    return plain.removeprefix("the ") or text.casefold()


def _shown(text: str) -> str:
    return re.sub(r"\s+", " ", fold(text).text).strip()


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, tuple[str, str]]:
    """Read the listed names: key to (kind, canonical form)."""
    found: dict[str, tuple[str, str]] = {}
    for kind, canonical, others in read_rows("aliases.tsv", 3):
        for form in [canonical, *others.split(" | ")]:
            found.setdefault(_key(form), (kind, canonical))
    return found


def _vote_kinds(mentions: list[_Mention], kinds: list[str]) -> list[str]:
    """Take the kind most mentions of a form have in the corpus; ties go by alphabet."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        votes[mention.key][kinds[mention.row]] += 1
    winner = {key: min(counts, key=lambda kind: (-counts[kind], kind)) for key, counts in votes.items()}
    return [winner[mention.key] for mention in sorted(mentions)]


# -------------------------------------------------------------------------------------------------------------- persons


def _link_persons(mentions: list[_Mention]) -> dict[int, str]:
    stripped = {mention.row: _bare(mention.tokens) for mention in mentions}
    full = {row: tokens for row, tokens in stripped.items() if len(tokens) > 1}
    articles: dict[Name, set[str]] = defaultdict(set)
    by_article: dict[str, set[Name]] = defaultdict(set)
    for mention in mentions:
        if mention.row in full:
            articles[full[mention.row]].add(mention.article)
            by_article[mention.article].add(full[mention.row])
    groups = _join_full_names(articles)
    shown = _most_common_forms(mentions, full, groups)
    bearers = _bearers(articles, groups)
    found: dict[int, str] = {}
    article, seen = "", list[Name]()
    for mention in mentions:
        if mention.article != article:
            article, seen = mention.article, []
        if mention.row in full:
            seen.append(full[mention.row])
            group: Name | None = groups[seen[-1]]
        else:
            group = _resolve(stripped[mention.row], seen, by_article[article], groups, bearers)
        found[mention.row] = shown.get(group, mention.text) if group else mention.text
    return found


def _bare(tokens: Name) -> Name:
    """Return a name without "Jr." and the like."""
    while len(tokens) > 1 and tokens[-1] in _SUFFIXES:
        tokens = tokens[:-1]
    return tokens


def _join_full_names(articles: Mapping[Name, set[str]]) -> dict[Name, Name]:
    """Join full names that are spellings of one another; the most used one stands for its group."""
    order = sorted(articles, key=lambda name: (-len(articles[name]), name))
    groups: dict[Name, Name] = {}
    buckets: dict[str, list[Name]] = defaultdict(list)
    for name in order:
        keys = ["".join(name), f"last {name[-1]}"]
        leaders = [leader for key in keys for leader in buckets[key]]
        match = next((one for one in leaders if _same_person(one, name, articles[one] & articles[name])), None)
        groups[name] = groups[match] if match else name
        for key in keys:
            buckets[key].append(name)
    return groups


def _same_person(one: Name, other: Name, together: set[str]) -> bool:
    if "".join(one) == "".join(other):
        return True
    first, second = one[0], other[0]
    if first == second:
        return len(one) != len(other) and (len(one) == 2 or len(other) == 2)  # a middle name is left out
    if len(one) != len(other) and min(len(one), len(other)) != 2:
        return False
    if _NICKNAMES.get(first, first) == _NICKNAMES.get(second, second):
        return True
    return _is_spelling(first, second) and (not together or abs(len(first) - len(second)) == 1)


def _is_spelling(first: str, second: str) -> bool:
    """Tell whether two first names differ by one letter as spellings do, and not by gender."""
    short, long = sorted((first, second), key=lambda word: (len(word), word))
    if len(short) < 5 or long[0] != short[0]:
        return False
    if long.startswith(short):
        return len(long) == len(short) + 1 and long[-1] not in _FEMININE
    cuts = [long[:place] + long[place + 1 :] for place in range(1, len(long) - 1)]
    if len(short) == len(long):  # one letter for another within
        return len(short) > 5 and any(cut == short[:at] + short[at + 1 :] for at, cut in enumerate(cuts, 1))
    return short in cuts


def _most_common_forms(
    mentions: list[_Mention], full: Mapping[int, Name], groups: Mapping[Name, Name]
) -> dict[Name, str]:
    counts: dict[Name, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        if mention.row in full:
            counts[groups[full[mention.row]]][mention.text] += 1
    return {group: min(forms, key=lambda form: (form.isupper(), -forms[form], form)) for group, forms in counts.items()}


def _bearers(articles: Mapping[Name, set[str]], groups: Mapping[Name, Name]) -> dict[str, Name]:
    """Find surnames that mean one person throughout the corpus."""
    bearers: dict[str, dict[Name, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, found in articles.items():
        for surname in {name[-1], name[0]} if _is_family_first(name) else {name[-1]}:
            bearers[surname][groups[name]] |= found
    best = {surname: min(held, key=lambda name: (-len(held[name]), name)) for surname, held in bearers.items()}
    return {
        surname: name
        for surname, name in best.items()
        if len(bearers[surname][name]) >= max(_BEARERS, _MAJORITY * sum(map(len, bearers[surname].values())))
    }


def _is_family_first(name: Name) -> bool:
    """Tell a Korean, Chinese or Vietnamese name by its short syllables, the family's first ("Cho Tae-yul")."""
    return len(name) in (2, 3) and name[0] in _FAMILIES and all(len(part) <= 6 for part in name[1:])


_FAMILIES: Final = listed("families")


def _resolve(
    tokens: Name, seen: list[Name], whole: set[Name], groups: Mapping[Name, Name], bearers: Mapping[str, Name]
) -> Name | None:
    """Find whom a single name means: the last full name before it, else one after it, else the corpus's only bearer."""
    name = tokens[0] if tokens else ""
    for wanted in (_is_surname, _is_first_name):
        before = next((one for one in reversed(seen) if wanted(name, one)), None)
        if before:
            return groups[before]
        after = {groups[one] for one in whole if wanted(name, one)}
        if len(after) == 1:
            return after.pop()
        if after:
            return None
    return bearers.get(name)


def _is_surname(name: str, full: Name) -> bool:
    return name == full[-1] or (name == full[0] and _is_family_first(full)) or name in full[1:-1]


def _is_first_name(name: str, full: Name) -> bool:
    return name == full[0]


# --------------------------------------------------------------------------------------------------------------- others


def _link_others(mentions: list[_Mention]) -> dict[int, str]:
    acronyms = _acronyms(mentions)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    keys: dict[int, str] = {}
    for mention in mentions:
        key = acronyms.get((mention.article, mention.key)) or acronyms.get(("", mention.key)) or mention.key
        keys[mention.row] = _short_key(key)
        if key == mention.key:
            forms[_short_key(key)][mention.text] += 1
    shown = {key: _best_form(counts) for key, counts in forms.items()}
    return {mention.row: shown.get(keys[mention.row], mention.text) for mention in mentions}


def _short_key(key: str) -> str:
    """Drop "Inc." and the like, and join what differs by a space or hyphen alone."""
    words = key.split()
    while len(words) > 1 and words[-1] in _COMPANY:
        words = words[:-1]
    return "".join(words)


def _best_form(counts: Counter[str]) -> str:
    return min(counts, key=lambda form: (form.isupper() and len(form) > 6, -counts[form], form))


def _acronyms(mentions: list[_Mention]) -> dict[tuple[str, str], str]:
    """Find acronyms given in brackets after a name: (article, acronym) to the name; under "" if all articles agree."""
    found: dict[tuple[str, str], str] = {}
    meanings: dict[str, set[str]] = defaultdict(set)
    for long, short in pairwise(mentions):
        beside = long.article == short.article and long.field == short.field and 0 < short.start - long.end <= 3
        if beside and _abbreviates(short.text, long.tokens):
            found.setdefault((long.article, short.key), long.key)
            meanings[short.key].add(long.key)
    return found | {("", short): min(longs) for short, longs in meanings.items() if len(longs) == 1}


def _abbreviates(short: str, tokens: Name) -> bool:
    letters = short.replace(".", "").casefold()
    if not 2 <= len(letters) <= 8 or not any(char.isupper() for char in short[1:]) or len(tokens) < 2:
        return False
    initials = "".join(token[0] for token in tokens)
    content = "".join(token[0] for token in tokens if token not in ("of", "the", "and", "for", "in", "on"))
    return letters in (initials, content)
