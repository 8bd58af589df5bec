"""Which names mean the same person, organisation or place: one canonical form per corpus.

The same bearer is named in several ways; two bearers may share a surname. Within an article a surname belongs to the
full name given there. Across articles full names join if they differ by typography, a middle name, a nickname or the
spelling of a first name; organisations by acronym; countries by a list (`resources/aliases.tsv`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import pandas as pd

from newslab.tables import NAMES, check, make_id
from newslab.text.normalise import fold
from newslab.text.resources import listed, mapping, read_rows, word_list
from newslab.text.words import OFFICES, TITLES

_SUFFIXES: Final = listed("suffixes")
_QUALIFYING: Final = listed("qualifying")
_COMPANY: Final = listed("company")
_NICKNAMES: Final = mapping("nickname")
_FEMININE: Final = word_list("feminine")  # Paul is not Paula
_MAJORITY: Final = 0.8  # share of a surname's full names in the corpus from which the surname alone means that person
_BEARERS: Final = 2  # articles that must use the full name for that


class _Mention(NamedTuple):
    row: int
    article: str
    field: str
    start: int
    end: int
    key: str  # folded, lower case
    tokens: tuple[str, ...]
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
    canonical: dict[int, str] = {}
    persons = [mention for mention in mentions if kinds[mention.row] == "person"]
    others = [mention for mention in mentions if kinds[mention.row] != "person"]
    canonical.update(_link_persons(persons))
    canonical.update(_link_others(others))
    listed = {row: _aliases().get(_key(name)) for row, name in canonical.items()}
    for row, alias in listed.items():
        if alias is not None and kinds[row] != "person":
            kinds[row], canonical[row] = alias
    linked = names.copy()
    rows = range(len(names))
    linked["kind"] = pd.Series([kinds[row] for row in rows], index=names.index, dtype=names.kind.dtype)
    linked["canonical"] = pd.Series([canonical[row] for row in rows], index=names.index, dtype=names.kind.dtype)
    ids = [make_id("name", kinds[row], canonical[row]) for row in rows]
    linked["entity_id"] = pd.Series(ids, index=names.index, dtype=names.kind.dtype)
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
    voted = list(kinds)
    for mention in mentions:
        voted[mention.row] = winner[mention.key]
    return voted


# -------------------------------------------------------------------------------------------------------------- persons


def _link_persons(mentions: list[_Mention]) -> dict[int, str]:
    stripped = {mention.row: _strip_titles(mention.tokens) for mention in mentions}
    full = {row: tokens for row, tokens in stripped.items() if len(tokens) > 1}
    groups = _join_full_names(set(full.values()), _articles_of(mentions, full))
    shown = _most_common_forms(mentions, full, groups)
    bearers = _bearers(mentions, full, groups)
    found: dict[int, str] = {}
    article, seen = "", list[tuple[str, ...]]()
    by_article: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for mention in mentions:
        if mention.row in full:
            by_article[mention.article].add(full[mention.row])
    for mention in mentions:
        if mention.article != article:
            article, seen = mention.article, []
        tokens = stripped[mention.row]
        group: tuple[str, ...] | None
        if mention.row in full:
            group = groups[tokens]
            seen.append(tokens)
        else:
            group = _resolve(tokens, seen, by_article[article], groups, bearers)
        found[mention.row] = shown.get(group, mention.text) if group else mention.text
    return found


def _strip_titles(tokens: tuple[str, ...]) -> tuple[str, ...]:
    kept = tokens[_titles(tokens) :]
    while len(kept) > 1 and kept[-1] in _SUFFIXES:
        kept = kept[:-1]
    return kept


def _titles(tokens: Sequence[str]) -> int:
    """Count the words before a name that are its bearer's title or office ("Foreign Minister Cho Hyun": 2)."""
    place = 0
    while len(tokens) - place > 1:
        is_title = tokens[place] in TITLES or tokens[place] in OFFICES
        is_part = tokens[place] in _QUALIFYING and tokens[place + 1] in OFFICES | _QUALIFYING
        if not is_title and not (is_part and len(tokens) - place > 2):
            break
        place += 1
    return place


def _articles_of(mentions: list[_Mention], full: Mapping[int, tuple[str, ...]]) -> dict[tuple[str, ...], set[str]]:
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.row in full:
            found[full[mention.row]].add(mention.article)
    return found


def _join_full_names(
    names: Iterable[tuple[str, ...]], articles: Mapping[tuple[str, ...], set[str]]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Join full names that are spellings of one another; the most used one stands for its group."""
    order = sorted(names, key=lambda name: (-len(articles[name]), name))
    groups: dict[tuple[str, ...], tuple[str, ...]] = {}
    buckets: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in order:
        keys = ["".join(name), f"last {name[-1]}"]
        leaders = [leader for key in keys for leader in buckets[key]]
        match = next((one for one in leaders if _same_person(one, name, articles[one] & articles[name])), None)
        groups[name] = groups[match] if match else name
        for key in keys:
            buckets[key].append(name)
    return groups


def _same_person(one: tuple[str, ...], other: tuple[str, ...], together: set[str]) -> bool:
    if "".join(one) == "".join(other):
        return True
    if one[-1] != other[-1]:
        return False
    first, second = one[0], other[0]
    if first == second:
        return len(one) != len(other) and (len(one) == 2 or len(other) == 2)  # a middle name is left out
    if len(one) != len(other) and min(len(one), len(other)) != 2:
        return False
    if _NICKNAMES.get(first, first) == _NICKNAMES.get(second, second):
        return True
    if min(len(first), len(second)) == 1:
        return first[0] == second[0] and not together and len(one[-1]) > 3
    return _is_spelling(first, second) and (not together or abs(len(first) - len(second)) == 1)


def _is_spelling(first: str, second: str) -> bool:
    """Tell whether two first names differ by one letter as spellings do, and not by gender."""
    short, long = sorted((first, second), key=lambda word: (len(word), word))
    if len(short) < 5 or short[0] != long[0] or len(long) - len(short) > 1:
        return False
    if long.startswith(short):
        return long[len(short) :] not in _FEMININE
    if len(short) == len(long):
        different = [place for place in range(len(short)) if short[place] != long[place]]
        return len(different) == 1 and different[0] not in (0, len(short) - 1) and len(short) >= 6
    return any(long[:place] + long[place + 1 :] == short for place in range(1, len(long))) and short[-1] == long[-1]


def _most_common_forms(
    mentions: list[_Mention], full: Mapping[int, tuple[str, ...]], groups: Mapping[tuple[str, ...], tuple[str, ...]]
) -> dict[tuple[str, ...], str]:
    counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        if mention.row in full:
            words = mention.text.split()
            lead = _titles([word.strip(".,").lower() for word in words])
            counts[groups[full[mention.row]]][" ".join(words[lead:])] += 1
    return {group: min(forms, key=lambda form: (form.isupper(), -forms[form], form)) for group, forms in counts.items()}


def _bearers(
    mentions: list[_Mention], full: Mapping[int, tuple[str, ...]], groups: Mapping[tuple[str, ...], tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Find surnames that mean one person throughout the corpus."""
    articles: dict[str, dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
    for mention in mentions:
        if mention.row in full:
            name = full[mention.row]
            for surname in {name[-1], name[0]} if _is_family_first(name) else {name[-1]}:
                articles[surname][groups[name]].add(mention.article)
    found = {}
    for surname, counts in articles.items():
        best = min(counts, key=lambda name: (-len(counts[name]), name))
        total = sum(len(one) for one in counts.values())
        if len(counts[best]) >= max(_BEARERS, _MAJORITY * total):
            found[surname] = best
    return found


def _is_family_first(name: tuple[str, ...]) -> bool:
    """Tell a Korean, Chinese or Vietnamese name by its short syllables, the family's first ("Cho Tae-yul")."""
    return len(name) in (2, 3) and name[0] in _FAMILIES and all(len(part) <= 6 for part in name[1:])


_FAMILIES: Final = listed("families")


def _resolve(
    tokens: tuple[str, ...],
    seen: list[tuple[str, ...]],
    whole: set[tuple[str, ...]],
    groups: Mapping[tuple[str, ...], tuple[str, ...]],
    bearers: Mapping[str, tuple[str, ...]],
) -> tuple[str, ...] | None:
    """Find whom a single name means: the last full name before it, else one after it, else the corpus's only bearer."""
    if not tokens:
        return None
    name = tokens[0]
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


def _is_surname(name: str, full: tuple[str, ...]) -> bool:
    return name == full[-1] or (name == full[0] and _is_family_first(full)) or name in full[1:-1]


def _is_first_name(name: str, full: tuple[str, ...]) -> bool:
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
    best = min(counts, key=lambda form: (form.isupper() and len(form) > 6, -counts[form], form))
    return best[4:] if best[:4].lower() == "the " else best


def _acronyms(mentions: list[_Mention]) -> dict[tuple[str, str], str]:
    """Find acronyms given in brackets after a name: (article, acronym) to the name; under "" if all articles agree."""
    found: dict[tuple[str, str], str] = {}
    meanings: dict[str, set[str]] = defaultdict(set)
    for long, short in pairwise(mentions):
        beside = long.article == short.article and long.field == short.field and 0 < short.start - long.end <= 3
        if beside and _abbreviates(short.text, long.tokens):
            found.setdefault((long.article, short.key), long.key)
            meanings[short.key].add(long.key)
    for short_key, long_keys in meanings.items():
        if len(long_keys) == 1:
            found["", short_key] = min(long_keys)
    return found


def _abbreviates(short: str, tokens: tuple[str, ...]) -> bool:
    letters = short.replace(".", "").casefold()
    if not 2 <= len(letters) <= 8 or not any(char.isupper() for char in short[1:]) or len(tokens) < 2:
        return False
    initials = "".join(token[0] for token in tokens)
    content = "".join(token[0] for token in tokens if token not in ("of", "the", "and", "for", "in", "on"))
    return letters in (initials, content) or (len(letters) > 2 and _is_subsequence(letters, initials))


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return len(short) >= len(long) - 1 and all(char in rest for char in short)
