"""StoryLinker: a day's news joins the stories of the days before; ids stay, and every change has a reason."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.errors import ModelError, OptionError, TableError
from newslab.group.copies import link_copies, witnesses
from newslab.group.diff import story_diff
from newslab.group.edits import replay_edits
from newslab.group.likeness import SILENCE, Events, Threads
from newslab.group.linkage import link_groups, once
from newslab.group.signals import Archive, Signals
from newslab.group.storybook import Plan, Storybook, Wording, sort_stories
from newslab.group.vectors import prepare
from newslab.store import atomic_path, write_text
from newslab.tables import (
    ARTICLES,
    COPIES,
    EDITS,
    MEMBERS,
    PROBLEMS,
    STORIES,
    STORY_CHANGES,
    Contract,
    check,
    empty,
)  # fmt: skip

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAME_EVENT: Final = 0.43  # one cut for all collections, with and without days: benchmarks/stories.md
SAME_THREAD: Final = 0.165  # benchmarks/stories.md
KEEP: Final = 0.4  # share of the cut below which two events are not looked at again: wholes are more alike than parts
LONGEST: Final = 1500  # days between two articles on one event
OPEN: Final = 365  # days after its last article that an event of a stream can still take one in
GROWN: Final = 1.25  # growth of a stream at which all that is open is looked at again
HEAD: Final = 600  # code points of a text that are kept for the titles of stories
FORMAT: Final = 3
KEPT: Final = ["article_id", "source", "title", "text", "published", "published_day"]
SAVED: Final[dict[str, Contract | None]] = {
    "stories_": STORIES, "members_": MEMBERS, "changes_": STORY_CHANGES, "problems_": PROBLEMS, "edits": EDITS,
    "_articles": None,
}  # fmt: skip


class StoryLinker:
    """Stories that grow as articles arrive.

    Parameters
    ----------
    same_event, same_thread, edits : as in `link_stories`; `edits` are replayed after each `add`.
    window : days after its last article that an event is still open; it bounds the cost of a day.

    Attributes
    ----------
    stories_, members_ : the tables as they stand.
    changes_ : STORY_CHANGES table: what each run did to which story, as `story_diff` tells it, with the reason. A run is
        named by its last day.
    problems_ : PROBLEMS table: edits that did not apply in the last run.

    Notes
    -----
    New articles are compared with those of open events; the events that they come near are taken apart and linked anew
    together with them, as `link_stories` would, so that events grow, merge and split. The ids go to the heirs with most
    of the articles. Threads go the same way. All else stays as it is, which keeps the cost of a day that of a day; what
    is open is looked at as a whole each time the collection has grown by a quarter, which settles what its first
    articles could not tell.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> day = lambda i, title: pd.DataFrame({"article_id": [i], "title": [title], "text": [title]})
    >>> linker = StoryLinker()
    >>> before, _ = linker.add(day("a", "Ferry sinks off Crete"), np.array([[1.0, 0.0]]))
    >>> after, _ = linker.add(day("b", "Ferry sinks off Crete, three missing"), np.array([[1.0, 0.1]]))
    >>> before["story_id"].tolist() == after["story_id"].tolist(), linker.changes_["change"].tolist()
    (True, ['born', 'grown'])
    """

    def __init__(
        self,
        *,
        same_event: float = SAME_EVENT,
        same_thread: float = SAME_THREAD,
        window: int = OPEN,
        edits: pd.DataFrame | None = None,
    ) -> None:
        check_cuts(same_event, same_thread)
        if window < 1:
            raise OptionError(f"window: expected 1 day or more, found {window}")
        self.same_event, self.same_thread, self.window = same_event, same_thread, window
        self.edits = empty(EDITS) if edits is None else check(edits, EDITS)
        self.stories_, self.members_, self.changes_ = empty(STORIES), empty(MEMBERS), empty(STORY_CHANGES)
        self.problems_ = empty(PROBLEMS)
        self._articles = empty(ARTICLES)[KEPT].assign(witness="")
        self._rows: dict[str, int] = {}
        self._shelf = Shelf()
        self._first = np.zeros(0, dtype=np.int64)  # the row that each row is a copy of, or itself
        self._plan, self._told = Plan({}), Plan({})  # without and with the edits
        self._wording = Wording()
        self._reviewed = 0

    def add(
        self,
        articles: pd.DataFrame,
        vectors: NDArray[Any] | None = None,
        *,
        copies: pd.DataFrame | None = None,
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Link new articles into the stories so far.

        Parameters
        ----------
        articles : ARTICLES table of articles that were not added before.
        vectors : (n, dim) array, one row per article; computed where None.
        copies : COPIES table of these articles; computed where None.

        Returns
        -------
        STORIES and MEMBERS tables of all articles added so far.

        Raises
        ------
        TableError
            If an article was added before, or the tables break their contracts.
        """
        table, given = prepare(articles, vectors, step="StoryLinker")
        again = [one for one in table["article_id"] if one in self._rows]
        if again:
            raise TableError(f"articles: {len(again)} were added before, first {again[0]}; add each article once")
        if not len(table):
            return self.stories_, self.members_
        copies = link_copies(table) if copies is None else check(copies, COPIES)
        first, old = first_of_each(table, copies), len(self._rows)
        kept = _kept(table).assign(witness=self._witnesses(table, copies))
        self._rows |= {one: old + row for row, one in enumerate(table["article_id"])}
        self._articles = pd.concat([self._articles, kept], ignore_index=True)
        self._wording.read(kept)
        self._first = np.concatenate([self._first, old + first])
        self._shelf.put(Signals.of(table, given))
        linking = _Linking(self._shelf, self._plan, self._first, (self.same_event, self.same_thread), self._name)
        review = old + len(table) >= self._reviewed * GROWN
        if review:
            self._reviewed = old + len(table)
        self._plan = linking.linked(old, self.window, review=review)
        self._tell(old)
        return self.stories_, self.members_

    def _witnesses(self, table: pd.DataFrame, copies: pd.DataFrame) -> NDArray[Any]:
        """Whose witness each new article is; where its origin came on an earlier day, the one that counts for that."""
        earlier = dict(zip(self._articles["article_id"], self._articles["witness"], strict=True))
        return np.array([earlier.get(one, one) for one in witnesses(table, copies)], dtype=object)

    def _name(self, level: str, rows: Sequence[int]) -> str:
        return self._book(list(rows)).make_story_id(level, range(len(rows)))

    def _book(self, rows: list[int]) -> Storybook:
        return Storybook(self._articles.iloc[rows], self._shelf.vectors(np.array(rows, dtype=np.int64)), self._wording)

    def _tell(self, old: int) -> None:
        """Write anew the rows of stories that changed, by the news or by hand, and what changed."""
        replayed = replay_edits(self._plan, self.edits, self._rows, self._name)
        changed = replayed.plan.changed(self._told)
        part, was = replayed.plan.around(changed), self._told.around(changed)
        rows = sorted({row for held in part.events.values() for row in held})
        place = {row: n for n, row in enumerate(rows)}
        local = Plan(
            {one: [place[row] for row in held] for one, held in part.events.items()}, part.parents, part.titles
        )
        stories, members = self._book(rows).tell(local)
        gone = was.stories() | part.stories()
        before = tuple(table[table["story_id"].isin(gone)] for table in (self.stories_, self.members_))
        self._record(old, story_diff((before[0], before[1]), (stories, members)))
        self.stories_ = sort_stories(pd.concat([_without(self.stories_, gone), stories], ignore_index=True))
        self.members_ = put_members(_without(self.members_, gone), members)
        self.problems_, self._told = replayed.problems, replayed.plan

    def _record(self, old: int, changes: pd.DataFrame) -> None:
        days = self._shelf.days[old:]
        run = "undated" if np.isnan(days).all() else str(pd.Timestamp(np.nanmax(days), unit="D").date())
        told = changes[["story_id", "change", "reason"]].assign(run=run)
        self.changes_ = check(pd.concat([self.changes_, told], ignore_index=True), STORY_CHANGES)

    def save(self, folder: str | Path) -> None:
        """Write the state as JSON, Parquet and safetensors files: no pickle.

        Raises
        ------
        ReadError
            If the folder cannot be written.
        """
        from safetensors.numpy import save_file

        folder = Path(folder)
        state = {
            "format": FORMAT,
            "options": {"same_event": self.same_event, "same_thread": self.same_thread, "window": self.window},
            "plans": [[plan.events, plan.parents, plan.titles] for plan in (self._plan, self._told)],
            "reviewed": self._reviewed,
        }
        with atomic_path(folder / "signals.safetensors") as part:
            save_file({"first": self._first, **self._shelf.arrays()}, part)
        for name in SAVED:
            with atomic_path(folder / f"{name.strip('_')}.parquet") as part:
                getattr(self, name).to_parquet(part)
        write_text(folder / "linker.json", json.dumps(state, indent=1, sort_keys=True))

    @classmethod
    def load(cls, folder: str | Path) -> StoryLinker:
        """Read a linker that `save` wrote; it goes on where that one stopped.

        Raises
        ------
        ModelError
            If the folder holds no linker, or one of another format.
        """
        from safetensors.numpy import load_file

        folder = Path(folder)
        try:
            state = json.loads((folder / "linker.json").read_text(encoding="utf-8"))
            arrays = load_file(folder / "signals.safetensors")
            tables = {name: pd.read_parquet(folder / f"{name.strip('_')}.parquet") for name in SAVED}
        except (OSError, ValueError) as error:
            raise ModelError(f"{folder}: expected a saved StoryLinker ({error})") from error
        if state.get("format") != FORMAT:
            raise ModelError(f"{folder}: format {state.get('format')} is not {FORMAT}; link the articles again")
        linker = cls(**state["options"], edits=tables["edits"])
        for name, contract in SAVED.items():
            if contract is not None:
                setattr(linker, name, check(tables[name], contract))
        linker._articles, linker._first = tables["_articles"], arrays.pop("first")
        linker._rows = {one: row for row, one in enumerate(linker._articles["article_id"])}
        linker._shelf, linker._wording = Shelf.of(arrays), Wording().read(linker._articles)
        linker._plan, linker._told = (Plan(*found) for found in state["plans"])
        linker._reviewed = state["reviewed"]
        return linker


@dataclass
class _Linking:
    """One run: the plan before it, what it is made from, and how new stories are named."""

    shelf: Shelf
    plan: Plan
    first: NDArray[np.int64]
    cuts: tuple[float, float]
    name: Callable[[str, Sequence[int]], str]

    def linked(self, old: int, window: int, *, review: bool) -> Plan:
        """Return the plan with the rows from `old` on."""
        open_events = self._open(old, window)
        rows = np.arange(old, len(self.first))
        new = rows[self.first[rows] == rows]
        near = set(open_events) if review else self._near_events(new, open_events)
        events, changed = self._events_anew(new, near)
        self.plan = Plan(events, {one: above for one, above in self.plan.parents.items() if one in events})
        still = set(events) if review else changed | set(self._open(old, SILENCE))
        return Plan(events, self._threads_anew(changed, [one for one in events if one in still], review=review))

    def _open(self, old: int, window: int) -> list[str]:
        """Return the events that an article may still join: the youngest not long before the new, or without a day."""
        days = self.shelf.days
        known = days[old:][~np.isnan(days[old:])]
        earliest = float(known.min()) if len(known) else -np.inf
        return [one for one, rows in self.plan.events.items()
                if not float(np.fmax.reduce(days[rows])) < earliest - window]  # fmt: skip

    def _leads(self, events: Iterable[str]) -> NDArray[np.int64]:
        """Return the rows of events that are no copies."""
        rows = np.array(sorted(row for one in events for row in self.plan.events[one]), dtype=np.int64)
        return np.asarray(rows[self.first[rows] == rows])

    def _near_events(self, new: NDArray[np.int64], open_events: list[str]) -> set[str]:
        """Return the open events with an article that may be on one event with a new one."""
        rows = np.concatenate([self._leads(open_events), new])
        event_of = {row: one for one in open_events for row in self.plan.events[one]}
        where = np.arange(len(rows) - len(new), len(rows))
        left, right = Events.pairs(self.shelf.take(rows), self.cuts[0], window=LONGEST, rows=where)
        some, place = np.unique(np.concatenate([left, right]), return_inverse=True)
        left, right = place[: len(left)], place[len(left) :]
        score = Events(self.shelf.take(rows[some])).score(left, right)
        found = np.concatenate([side[score >= self.cuts[0]] for side in (left, right)])
        return {event_of[row] for row in rows[some][np.unique(found)].tolist() if row in event_of}

    def _events_anew(self, new: NDArray[np.int64], near: set[str]) -> tuple[dict[str, list[int]], set[str]]:
        """Link new rows and those of near events; return all events, and the ids of those that changed."""
        rows = np.concatenate([self._leads(near), new])
        signals = self.shelf.take(rows)
        pairs = Events.pairs(signals, self.cuts[0], window=LONGEST)
        found = link_groups(Events(signals), len(rows), pairs, self.cuts[0])
        group = dict(zip(rows.tolist(), found.tolist(), strict=True))
        copies = [row for one in near for row in self.plan.events[one] if row not in group]
        copies += [row for row in range(int(new.min()), len(self.first)) if row not in group] if len(new) else []
        held: dict[int, list[int]] = {}
        for row in sorted([*group, *copies]):
            held.setdefault(group[int(self.first[row])], []).append(row)
        names = self._heirs({one: self.plan.events[one] for one in near}, held, "event")
        events = {one: rows for one, rows in self.plan.events.items() if one not in near}
        made = {names[number]: rows for number, rows in held.items()}
        changed = {one for one, rows in made.items() if self.plan.events.get(one) != rows}
        return events | {one: self.plan.events[one] if one not in changed else made[one] for one in made}, changed

    def _threads_anew(self, changed: set[str], still: list[str], *, review: bool) -> dict[str, str]:
        """Link changed events and the threads that they come near; return the parent of each event that has one."""
        parents = self.plan.parents
        near = set(still) if review else changed | self._near_threads(changed, still)
        wholes = {parents[one] for one in near if one in parents}
        near |= {one for one, above in parents.items() if above in wholes}
        order = [one for one in self.plan.events if one in near]
        threads = self._threads(order)
        found = link_groups(threads, len(order), threads.pairs(), self.cuts[1], keep=KEEP * self.cuts[1])
        parts: dict[int, list[str]] = {}
        for one, number in zip(order, found.tolist(), strict=True):
            parts.setdefault(number, []).append(one)
        groups = {number: self._rows(ids) for number, ids in parts.items() if len(ids) > 1}
        before = {above: self._rows([one for one in order if parents.get(one) == above]) for above in sorted(wholes)}
        names = self._heirs(before, groups, "thread")
        kept = {one: above for one, above in parents.items() if one not in near}
        return kept | {one: names[number] for number in groups for one in parts[number]}

    def _near_threads(self, changed: set[str], still: list[str]) -> set[str]:
        """Return the events that changed ones may be in a thread with, each held against the other's whole thread."""
        threads = self._threads(still)
        place = {one: n for n, one in enumerate(still)}
        rows = np.array(sorted(place[one] for one in changed), dtype=np.int64)
        left, right = threads.pairs(rows)
        heads: dict[str, int] = {}
        head = np.array([n if one in changed else heads.setdefault(self.plan.parents.get(one, one), n)
                         for n, one in enumerate(still)])  # fmt: skip
        gone = np.flatnonzero(head != np.arange(len(head)))
        threads.join(head[gone], gone)
        left, right = once(head[left], head[right])
        score = threads.score(left, right)
        found = np.unique(np.concatenate([side[score >= self.cuts[1]] for side in (left, right)]))
        return {still[n] for n in found.tolist()}

    def _threads(self, events: list[str]) -> Threads:
        rows = [self._leads([one]) for one in events]
        number = np.repeat(np.arange(len(events)), [len(held) for held in rows])
        return Threads(self.shelf.take(np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)), number)

    def _rows(self, events: Iterable[str]) -> list[int]:
        return sorted(row for one in events for row in self.plan.events[one])

    def _heirs(self, before: dict[str, list[int]], groups: dict[int, list[int]], level: str) -> dict[int, str]:
        """Give each group the id of the story that most of its articles come from, the largest first; else a new one."""
        held = {row: one for one, rows in before.items() for row in rows}
        shared = Counter((held[row], number) for number, rows in groups.items() for row in rows if row in held)
        names: dict[int, str] = {}
        for (one, number), _ in sorted(shared.items(), key=lambda pair: (-pair[1], groups[pair[0][1]][0], pair[0][0])):
            if number not in names and one not in names.values():
                names[number] = one
        taken = {*self.plan.stories(), *names.values()}
        for number, rows in groups.items():
            if number not in names:
                made = self.name(level, rows)
                names[number] = made if made not in taken else self.name(f"{level} {len(self.first)}", rows)
                taken.add(names[number])
        return names


class Shelf:
    """The signals of all articles, in blocks that double in size, so that a day's are put to them at a day's cost."""

    def __init__(self) -> None:
        self._blocks: list[Signals] = []
        self._archive: Archive | None = None
        self.days = np.zeros(0)

    def put(self, new: Signals) -> None:
        """Put new articles behind the others."""
        found = Archive.of(new)
        self._archive = found if self._archive is None else self._archive.plus(found)
        self.days = np.concatenate([self.days, new.days])
        self._blocks.append(new)
        while len(self._blocks) > 1 and len(self._blocks[-1]) * 2 > len(self._blocks[-2]):
            last = self._blocks.pop()
            self._blocks[-1] = self._blocks[-1].join(last)

    def take(self, rows: NDArray[np.int64]) -> Signals:
        """Return the signals of rows, weighed as in the whole."""
        ends = np.cumsum([len(block) for block in self._blocks])
        block_of = np.searchsorted(ends, rows, side="right")
        parts = [block.take(rows[block_of == n] - (ends[n] - len(block))) for n, block in enumerate(self._blocks)]
        found = parts[0]
        for part in parts[1:]:
            found = found.join(part)
        back = np.argsort(np.argsort(block_of, kind="stable"), kind="stable")
        return found.take(back, self._archive)

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of rows."""
        return self.take(rows).vectors

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the state as arrays."""
        if self._archive is None:
            return {}
        signals = self.take(np.arange(len(self.days)))
        return {"total": self._archive.total, **_arrays(signals)}

    @classmethod
    def of(cls, arrays: dict[str, NDArray[Any]]) -> Shelf:
        """Make a shelf of the arrays that `arrays` gave."""
        shelf = cls()
        signals = _signals(arrays)
        if signals is not None:
            shelf.put(signals)
            shelf._archive = replace(Archive.of(signals), total=arrays["total"])
        return shelf


def put_members(table: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return both in the order of `sort_members`; both are in it, and have no story in common."""
    place = np.searchsorted(table["story_id"].to_numpy(dtype=object), new["story_id"].to_numpy(dtype=object))
    order = np.argsort(np.concatenate([np.arange(len(table)), place - 0.5]), kind="stable")
    return pd.concat([table, new], ignore_index=True).iloc[order].reset_index(drop=True)


def _without(table: pd.DataFrame, stories: set[str]) -> pd.DataFrame:
    return table[~table["story_id"].isin(stories)]


def check_cuts(same_event: float, same_thread: float) -> None:
    """Raise OptionError where a cut is not above 0 and at most 1."""
    for name, cut in (("same_event", same_event), ("same_thread", same_thread)):
        if not 0 < cut <= 1:
            raise OptionError(f"{name}: expected more than 0 and at most 1, found {cut}")


def first_of_each(table: pd.DataFrame, copies: pd.DataFrame) -> NDArray[np.int64]:
    """Return for each row the row of the text that it copies, or itself; "according to" is no copy of a text."""
    rows = {article_id: row for row, article_id in enumerate(table["article_id"])}
    first = np.arange(len(table))
    told = copies[copies["similarity"].notna()]
    for article_id, origin_id in zip(told["article_id"], told["origin_id"], strict=True):
        if article_id in rows and origin_id in rows:
            first[rows[article_id]] = rows[origin_id]
    while (first[first] != first).any():
        first = first[first]
    return first


def _kept(table: pd.DataFrame) -> pd.DataFrame:
    return table[KEPT].assign(text=table["text"].str[:HEAD])


def _arrays(signals: Signals) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {"vectors": signals.vectors, "days": signals.days}
    for name in ("words", "names"):
        counts = getattr(signals, name)
        arrays |= {f"{name}.data": counts.data, f"{name}.indices": counts.indices.astype(np.int64),
                   f"{name}.indptr": counts.indptr.astype(np.int64), f"{name}.columns": np.array([counts.shape[1]])}  # fmt: skip
    return arrays


def _signals(arrays: dict[str, NDArray[Any]]) -> Signals | None:
    from scipy import sparse

    if "vectors" not in arrays:
        return None
    n = len(arrays["vectors"])
    found = {}
    for name in ("words", "names"):
        parts = arrays[f"{name}.data"], arrays[f"{name}.indices"], arrays[f"{name}.indptr"]
        found[name] = sparse.csr_array(parts, shape=(n, int(arrays[f"{name}.columns"][0])))
    return Signals(arrays["vectors"], found["words"], found["names"], arrays["days"])
