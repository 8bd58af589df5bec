"""The headline of a thread, a story of many parts: whom and what the parts are about, how many they are, and when."""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from newslab.compare.places import COUNTRIES, find_places
from newslab.digest.desk import Desk
from newslab.digest.headlines import SHORTEST, find_headline
from newslab.digest.standalone import name_kind
from newslab.digest.wording import content_words, listed, overlap
from newslab.tables import cite
from newslab.text.normalise import fold
from newslab.text.words import SMALL_NUMBERS

LEADS: Final = 0.75  # share of a thread's articles from which its largest part speaks for the whole
SAID_BEFORE: Final = 0.25  # what an article counts for a second name, when the first was already in its title
MOST_NAMES: Final = 3
MOST_JOINED: Final = 170  # characters of two headlines that head a thread together
SAME_NEWS: Final = 0.5  # share of words from which two headlines say the same
_SEATS: Final = ("Brussels", "Geneva", "Strasbourg", "The Hague")  # where bodies of many countries meet
THIRD: Final = 0.1  # of the number of articles: what a third name must add


def thread_headline(desk: Desk, parts: Sequence[str], titles: Mapping[str, str]) -> tuple[str, list[dict[str, Any]]]:
    """Head a thread with the names most of its parts' titles share, the number of its parts and their months.

    Parameters
    ----------
    desk : the tables, indexed.
    parts : story_id of each part, the largest first.
    titles : article_id -> title, of the thread's articles.

    Returns
    -------
    (headline, citations): every name stands in a cited title, a country maybe as its people or capital; number and months come from the stories and the days of
    publication. A thread of two parts, or whose parts share no names, is headed with the headlines of its two largest
    and how many more there are. ("", []) when the largest part speaks for the whole.
    """
    if len(parts) < 2 or _share(desk, parts) >= LEADS:
        return "", []
    part_of = {key: part for part in reversed(parts) for key in desk.members.get(part, []) if key in titles}
    holders, forms = _named(desk, part_of)
    chosen = _spread(holders, forms, desk, part_of)
    shared = len({part_of[key] for key in holders[chosen[0]]}) if chosen else 0
    if len(chosen) < 2 or len(parts) == 2 or shared < len(parts) / 2:
        return _joined(desk, parts, titles)
    cites = []
    for name in chosen:
        key = min(holders[name], key=lambda one: (parts.index(part_of[one]), forms[name] not in titles[one], one))
        cites.append(cite("", key, titles[key], 0, field="title"))
    n = len(parts)
    count = SMALL_NUMBERS[n] if n < len(SMALL_NUMBERS) else f"{n:,}"
    months = _months([day for key in part_of if (day := desk.day(key))])
    headline = f"{listed([forms[name] for name in chosen])}: {count} linked stories{months}"
    return headline, cites


def _joined(desk: Desk, parts: Sequence[str], titles: Mapping[str, str]) -> tuple[str, list[dict[str, Any]]]:
    """Head a thread with the headlines of its two largest parts; nothing where they are long or say the same."""
    found = []
    for part in parts[:2]:
        mine = {key: titles[key] for key in desk.members.get(part, []) if key in titles}
        headline, holders = find_headline(mine, desk.origins)
        if len(headline.split()) >= SHORTEST:
            found.append((headline, next((key for key in holders if headline in mine[key]), "")))
    if len(found) < 2 or not all(key for _, key in found):
        return "", []
    (first, _), (second, _) = found
    if len(first) + len(second) > MOST_JOINED or overlap(content_words(first), content_words(second)) > SAME_NEWS:
        return "", []
    n = len(parts) - 2
    more = f"; and {SMALL_NUMBERS[n] if n < len(SMALL_NUMBERS) else f'{n:,}'} more linked {'story' if n == 1 else 'stories'}"
    cites = [cite("", key, headline, titles[key].find(headline), field="title") for headline, key in found]
    return f"{first}; {second}{more if n else ''}", cites


def _share(desk: Desk, parts: Sequence[str]) -> float:
    articles = [set(desk.members.get(part, [])) for part in parts]
    whole = set().union(*articles)
    return round(max(map(len, articles)) / len(whole), 6) if whole else 1.0


def _named(desk: Desk, part_of: Mapping[str, str]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Return the articles whose title names each country or body, and how to write it.

    A country is also named by its people and its capital: "Oslo's top diplomat" speaks of Norway.
    """
    names = desk.tables["names"]
    names = names[(names["field"] == "title") & names["article_id"].isin(set(part_of))]
    tagged = {str(text) for text, kind in zip(names["text"], names["kind"], strict=True) if name_kind(kind) == "place"}
    outlets = {content_words(desk.source(key)) for key in part_of}
    holders: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    bodies: dict[str, list[tuple[int, int]]] = defaultdict(list)
    columns = ("article_id", "start", "end", "text", "kind", "entity_id")
    for key, start, end, text, kind, entity in zip(*(names[column] for column in columns), strict=True):
        words = content_words(str(text))
        if name_kind(str(kind)) != "body" or not words or any(words <= one for one in outlets):
            continue
        if not len(str(text)) > 2 or len(str(text).split()) > 3 or str(text).startswith("Ex-"):
            continue
        bodies[str(key)].append((int(start), int(end)))
        name = entity if isinstance(entity, str) else str(text)
        holders[name].add(str(key))
        counts[name][str(text)] += 1
    for key in sorted(part_of):
        for place in find_places(fold(str(desk.articles[key].title)).text):
            is_in_name = any(start <= place.start < end for start, end in bodies[key])
            if is_in_name or place.city in _SEATS:
                continue
            if place.city and place.city not in _capitals() and place.city not in tagged:
                continue
            name = place.city if place.city and place.city not in _capitals() else place.country
            holders[name].add(key)
            counts[name][name] += 1
    forms = {name: min(found, key=lambda one: (-found[one], one)) for name, found in counts.items()}
    return dict(holders), forms


@functools.cache
def _capitals() -> frozenset[str]:
    lines = (line.partition("|")[2] for line in COUNTRIES.strip().splitlines())
    return frozenset(cities.split(",")[0].strip() for cities in lines)


def _spread(
    holders: Mapping[str, set[str]], forms: Mapping[str, str], desk: Desk, part_of: Mapping[str, str]
) -> list[str]:
    """Choose names one after the other, each for the origins and parts that those before it do not yet name."""
    chosen: list[str] = []
    seen: set[str] = set()
    said: frozenset[str] = frozenset()

    def worth(name: str) -> float:
        new = {desk.origins.get(key, key) for key in holders[name]}
        fresh = {desk.origins.get(key, key) for key in holders[name] - seen}
        in_parts = len({part_of[key] for key in holders[name]})
        return round(len(fresh) + SAID_BEFORE * len(new - fresh) + 0.5 * in_parts, 6)

    while len(chosen) < MOST_NAMES:
        left = [name for name in holders if name not in chosen and not content_words(forms[name]) <= said]
        if not left:
            break
        best = min(left, key=lambda name: (-worth(name), forms[name], name))
        if len(chosen) > 1 and worth(best) < THIRD * len(part_of):
            break
        chosen.append(best)
        seen |= holders[best]
        said |= content_words(forms[best])
    return chosen


def _months(days: Sequence[dt.date]) -> str:
    if not days:
        return ""
    first, last = min(days), max(days)
    if (first.year, first.month) == (last.year, last.month):
        return f", {first:%B} {first.year}"
    year = f" {first.year}" if first.year != last.year else ""
    return f", {first:%B}{year} to {last:%B} {last.year}"
