"""One run of a living collection: new articles into the events and threads that they come near, all else as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from newslab.group.likeness import (
    LEAST_ABOUT,
    LEAST_ALIKE,
    LONGEST,
    SILENCE,
    Events,
    Threads,
    alike_at_large,
    chain_model,
    event_model,
    link_threads,
)
from newslab.group.linkage import find_pairs, link_groups, once
from newslab.group.storybook import Plan, spread
from newslab.group.vectors import unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newslab.group.shelf import Centres, Shelf

LARGE: Final = 12  # articles of an event above which a day joins it as a whole: so many of them stand for it
LARGE_THREAD: Final = 40  # and parts of a thread
ASKED: Final = 8  # the same of both, where it is only asked whether the news comes near
AROUND: Final = 1.5  # log-odds below the cut at which an article has an open event looked at anew
NEAR_EVENTS: Final = 20  # open events that an article or another event is held against


@dataclass
class Linking:
    """One run: the plan before it, what it is made from, and how new stories are named."""

    shelf: Shelf
    centres: Centres
    plan: Plan
    first: NDArray[np.int64]
    cuts: tuple[float, float]
    weights: str | Path | None
    name: Callable[[str, Sequence[int]], str]
    review: bool
    at_large: float  # how alike any two events are: as the last review found it

    def linked(self, old: int, window: int) -> Plan:
        """Return the plan with the rows from `old` on."""
        rows = np.arange(old, len(self.first))
        new = rows[self.first[rows] == rows]
        open_events = self._open(old, window)
        near = set(open_events) if self.review else self._near_events(new, open_events)
        events, changed = self._events_anew(old, new, near)
        self.plan = Plan(events, {one: above for one, above in self.plan.parents.items() if one in events})
        self.centres.renew({one: self._leads([one]) for one in events if one in changed}, events)
        if self.review:
            self._look_at_large(events)
        still = set(events) if self.review else changed | set(self._open(old, SILENCE))
        return Plan(events, self._threads_anew(changed, [one for one in events if one in still]))

    def _look_at_large(self, events: Mapping[str, Sequence[int]]) -> None:
        rows = [self._leads([one]) for one in sorted(events)]
        number = np.repeat(np.arange(len(rows)), [len(held) for held in rows])
        self.at_large = alike_at_large(self.shelf.take(np.concatenate(rows)), number) if rows else 0.0

    def _open(self, old: int, window: int) -> list[str]:
        """Return the events that an article may still join: the youngest not long before the new, or without a day."""
        days = self.shelf.days[old:]
        known = days[~np.isnan(days)]
        earliest = float(known.min()) if len(known) else -np.inf
        ids = list(self.plan.events)
        late = ~(self.centres.days(ids)[1] < earliest - window)
        return [ids[n] for n in np.flatnonzero(late).tolist()]

    def _leads(self, events: Iterable[str]) -> NDArray[np.int64]:
        """Return the rows of events that are no copies."""
        rows = np.array(sorted(row for one in events for row in self.plan.events[one]), dtype=np.int64)
        return np.asarray(rows[self.first[rows] == rows])

    def _stand(self, event: str, most: int) -> NDArray[np.int64]:
        """Return the rows that stand for an event: those of a large one are spread over it."""
        rows = self._leads([event])
        return rows if self.review else np.array(spread(rows.tolist(), most), dtype=np.int64)

    def _near_events(self, new: NDArray[np.int64], open_events: list[str]) -> set[str]:
        """Return the open events that a new article may be on, each held against the whole event.

        The score of a group with a whole is the mean of those of its articles, so that no group of new articles joins
        an event that none of them would join; one that most articles of an event are unlike may still part it.
        """
        signals, cut = self.shelf.take(new), self.cuts[0] - AROUND
        shared = signals.background.shared(signals.archive.total, signals.archive.n)
        where = np.arange(len(open_events), len(open_events) + len(new))
        days = [np.concatenate([side, signals.days]) for side in self.centres.days(open_events)]
        centres = np.vstack([self.centres.means(open_events, shared), signals.centred])
        one, other = find_pairs(
            centres, (days[0], days[1]), window=LONGEST, least=LEAST_ALIKE, rows=where, most=NEAR_EVENTS
        )
        met = one < len(open_events)  # the lower number comes first, and new articles have the highest
        asked, event = np.unique(one[met], return_inverse=True)
        article, names = other[met] - len(open_events), [open_events[n] for n in asked.tolist()]
        held = [self._stand(name, ASKED) for name in names]
        sizes = np.array([len(rows) for rows in held], dtype=np.int64)
        starts = np.cumsum(sizes) - sizes
        events = self._articles(np.concatenate([*held, new]))
        inside = np.flatnonzero(np.arange(sizes.sum()) != np.repeat(starts, sizes))
        events.join(np.repeat(starts, sizes)[inside], inside)
        score = events.score(starts[event], article + sizes.sum())
        large = np.array([len(self.plan.events[name]) > LARGE for name in names], dtype=bool)
        near = score >= np.where(large[event], self.cuts[0], cut)
        return {names[n] for n in np.unique(event[near]).tolist()}

    def _events_anew(self, old: int, new: NDArray[np.int64], near: set[str]) -> tuple[dict[str, list[int]], set[str]]:
        """Link new rows and those of near events; return all events, and the ids of those that changed."""
        stand = {one: self._stand(one, LARGE) for one in near}
        whole = {one for one in near if len(stand[one]) < len(self._leads([one]))}
        rows = np.sort(np.concatenate([*stand.values(), new]))
        heads = np.arange(len(rows))
        for one in whole:
            place = np.searchsorted(rows, stand[one])
            heads[place] = place[0]
        found = link_groups(self._articles(rows), heads, Events.pairs(self.shelf.take(rows)), self.cuts[0])
        group = dict(zip(rows.tolist(), found.tolist(), strict=True))
        group |= {row: group[int(stand[one][0])] for one in whole for row in self.plan.events[one]}
        copies = [row for one in near for row in self.plan.events[one] if row not in group]
        copies += [row for row in range(old, len(self.first)) if row not in group]
        held: dict[int, list[int]] = {}
        for row in sorted([*group, *copies]):
            held.setdefault(group[int(self.first[row])], []).append(row)
        names = self._heirs({one: self.plan.events[one] for one in near}, held, "event")
        events = {one: rows for one, rows in self.plan.events.items() if one not in near}
        made = {names[number]: rows for number, rows in held.items()}
        changed = {one for one, rows in made.items() if self.plan.events.get(one) != rows}
        return events | {one: self.plan.events[one] if one not in changed else made[one] for one in made}, changed

    def _threads_anew(self, changed: set[str], still: list[str]) -> dict[str, str]:
        """Link changed events and the threads that they come near; return the parent of each event that has one."""
        parents, parts = self.plan.parents, self.plan.parts()
        near = set(still) if self.review else changed | self._near_threads(changed, still, parts)
        wholes = sorted({parents[one] for one in near if one in parents})
        standing = {above: self._standing(parts[above], changed, LARGE_THREAD) for above in wholes}
        number = self._numbered({one for one in near if one not in parents}, standing, parts)
        joined: dict[int, list[str]] = {}
        for one in sorted(number, key=lambda one: self.plan.events[one][0]):
            joined.setdefault(number[one], []).append(one)
        groups = {n: self._rows(ids) for n, ids in joined.items() if len(ids) > 1}
        names = self._heirs({above: self._rows(parts[above]) for above in wholes}, groups, "thread")
        kept = {one: above for one, above in parents.items() if one not in number}
        return kept | {one: names[n] for n in groups for one in joined[n]}

    def _numbered(
        self, free: set[str], standing: Mapping[str, list[str]], parts: Mapping[str, list[str]]
    ) -> dict[str, int]:
        """Link free events and threads, each held by those that stand for it; return the group of every event of these.

        A thread of which only some events stand goes as one: what does not stand is where those are that do.
        """
        order = sorted(free.union(*standing.values()), key=lambda one: self.plan.events[one][0])
        place = {one: n for n, one in enumerate(order)}
        heads = np.arange(len(order))
        for above, held in standing.items():
            if len(held) < len(parts[above]):
                heads[[place[one] for one in held]] = min(place[one] for one in held)
        threads = self._threads(order, LARGE)
        found = link_threads(threads, heads, self.cuts[1]).tolist()
        number: dict[str, int] = dict(zip(order, found, strict=True))
        for above, held in standing.items():
            number |= {one: number[held[0]] for one in parts[above] if one not in number}
        return number

    def _standing(self, parts: list[str], changed: set[str], most: int) -> list[str]:
        """Return the parts that stand for a thread: of a large one some that are spread over its days, and the new."""
        if self.review or len(parts) <= most:
            return parts
        days = self.centres.days(parts)[1]
        order = np.lexsort((np.array([self.plan.events[one][0] for one in parts]), days)).tolist()
        chosen = {parts[n] for n in spread(order, most)}
        return sorted(chosen | (changed & set(parts)))

    def _near_threads(self, changed: set[str], still: list[str], parts: dict[str, list[str]]) -> set[str]:
        """Return the events that changed ones may be in a thread with, each held against the other's whole thread."""
        if not changed:
            return set()
        still = sorted(still, key=lambda one: self.plan.events[one][0])
        asked = np.array([n for n, one in enumerate(still) if one in changed], dtype=np.int64)
        about = unit(self.centres.means(still, self.shelf.common))
        days = self.centres.days(still)
        pairs = find_pairs(about, days, window=SILENCE, least=LEAST_ABOUT, rows=asked, most=NEAR_EVENTS)
        left, right = ([still[n] for n in side.tolist()] for side in pairs)
        parents, held = self.plan.parents, {*changed, *left, *right}
        for above in sorted({parents[one] for one in held if one in parents}):
            held |= set(self._standing(parts[above], set(), ASKED))
        order = sorted(held, key=lambda one: self.plan.events[one][0])
        place = {one: n for n, one in enumerate(order)}
        heads: dict[str, int] = {}
        head = np.array([n if one in changed else heads.setdefault(parents.get(one, one), n)
                         for n, one in enumerate(order)])  # fmt: skip
        threads, gone = self._threads(order, ASKED), np.flatnonzero(head != np.arange(len(head)))
        threads.join(head[gone], gone)
        one, other = once(*(head[[place[event] for event in side]] for side in (left, right)))
        score = threads.score(one, other)
        found = np.unique(np.concatenate([side[score >= self.cuts[1]] for side in (one, other)]))
        return {order[n] for n in found.tolist()}

    def _threads(self, events: list[str], most: int) -> Threads:
        rows = [self._stand(one, most) for one in events]
        number = np.repeat(np.arange(len(events)), [len(held) for held in rows])
        signals = self.shelf.take(np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64))
        return Threads(signals, number, chain_model(signals, self.weights), self.at_large)

    def _articles(self, rows: NDArray[np.int64]) -> Events:
        signals = self.shelf.take(rows)
        return Events(signals, event_model(signals, self.weights))

    def _rows(self, events: Iterable[str]) -> list[int]:
        return sorted(row for one in events for row in self.plan.events[one])

    def _heirs(self, before: dict[str, list[int]], groups: dict[int, list[int]], level: str) -> dict[int, str]:
        """Give each group the id of the story that most of its articles come from, the largest first; else a new
        one.
        """
        held = {row: one for one, rows in before.items() for row in rows}
        shared = Counter((held[row], number) for number, rows in groups.items() for row in rows if row in held)
        names: dict[int, str] = {}
        given: set[str] = set()
        for (one, number), _ in sorted(shared.items(), key=lambda pair: (-pair[1], groups[pair[0][1]][0], pair[0][0])):
            if number not in names and one not in given:
                names[number] = one
                given.add(one)
        taken = {*self.plan.stories(), *given}
        for number, rows in groups.items():
            if number not in names:
                made = self.name(level, rows)
                names[number] = made if made not in taken else self.name(f"{level} {len(self.first)}", rows)
                taken.add(names[number])
        return names
