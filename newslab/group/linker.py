"""StoryLinker: a day's news joins the stories of the days before; ids stay, and every change has a reason."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.errors import ModelError, OptionError, TableError
from newslab.group.copies import link_copies
from newslab.group.linkage import average_groups, link_average
from newslab.group.signals import Signals
from newslab.group.storybook import Storybook
from newslab.group.vectors import prepare
from newslab.store import atomic_path, write_text
from newslab.tables import COPIES, MEMBERS, STORIES, STORY_CHANGES, build, check, empty

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAME_EVENT: Final = 0.43  # one cut for all collections, with and without days: benchmarks/stories.md
SAME_THREAD: Final = 0.12  # best on the bundled sample's threads; higher cuts the sagas of benchmarks/stories.md apart
WINDOW: Final = 90  # days after its last article that an event can still take one in
HEAD: Final = 600  # code points of a text that are kept for the titles of stories
FORMAT: Final = 1
log = logging.getLogger(__name__)


class StoryLinker:
    """Stories that grow as articles arrive.

    Parameters
    ----------
    same_event, same_thread : cuts, as in `link_stories`.
    window : days after its last article that an event is still open; it bounds the cost of a day.

    Attributes
    ----------
    stories_, members_ : the tables as they stand.
    changes_ : STORY_CHANGES table: one row per story that a run gave birth to ("born"), added to ("grown"), joined with
        another ("merged"), or moved under another parent ("moved"), with the reason. A run is named by its last day.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> day = lambda i, title: pd.DataFrame({"article_id": [i], "title": [title], "text": [title]})
    >>> linker = StoryLinker()
    >>> before, _ = linker.add(day("a", "Ferry sinks off Crete"), np.array([[1.0, 0.0]]))
    >>> after, _ = linker.add(day("b", "Ferry sinks near Crete"), np.array([[1.0, 0.1]]))
    >>> before["story_id"].tolist() == after["story_id"].tolist(), linker.changes_["change"].tolist()
    (True, ['born', 'grown'])
    """

    def __init__(
        self, *, same_event: float = SAME_EVENT, same_thread: float = SAME_THREAD, window: int = WINDOW
    ) -> None:
        check_cuts(same_event, same_thread)
        if window < 1:
            raise OptionError(f"window: expected 1 day or more, found {window}")
        self.same_event, self.same_thread, self.window = same_event, same_thread, window
        self.stories_, self.members_, self.changes_ = empty(STORIES), empty(MEMBERS), empty(STORY_CHANGES)
        self._articles = pd.DataFrame()
        self._signals: Signals | None = None
        self._event = np.zeros(0, dtype=np.int64)
        self._thread = np.zeros(0, dtype=np.int64)
        self._copied = np.zeros(0, dtype=bool)
        self._ids: dict[int, str] = {}
        self._parents: dict[int, str] = {}

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
        known = set(self._articles["article_id"]) if len(self._articles) else set()
        again = [one for one in table["article_id"] if one in known]
        if again:
            raise TableError(f"articles: {len(again)} were added before, first {again[0]}; add each article once")
        if not len(table):
            return self.stories_, self.members_
        first = first_of_each(table, link_copies(table) if copies is None else check(copies, COPIES))
        return self._added(table, Signals.of(table, given), first)

    def _added(self, table: pd.DataFrame, new: Signals, first: NDArray[np.int64]) -> tuple[pd.DataFrame, pd.DataFrame]:
        old = len(self._event)
        before = dict(self._ids), self._event.copy()
        self._articles = pd.concat([self._articles, _kept(table)], ignore_index=True)
        self._signals = new if self._signals is None else self._signals.join(new)
        fresh = (int(self._event.max()) + 1 if old else 0) + first
        self._event = np.concatenate([self._event, fresh])
        self._copied = np.concatenate([self._copied, first != np.arange(len(first))])
        self._link_events(old)
        thread_before = dict(self._parents), self._thread.copy()
        self._link_threads()
        self._name(old, before, thread_before)
        return self.stories_, self.members_

    def _open(self, old: int) -> NDArray[np.int64]:
        """Return the rows of new articles, and of events that one of them may still join."""
        assert self._signals is not None
        days = self._signals.days
        last = pd.Series(days).groupby(self._event).max()
        known = days[old:][~np.isnan(days[old:])]
        earliest = float(known.min()) if len(known) else -np.inf
        still = last.index[last.isna() | (last >= earliest - self.window)]
        return np.flatnonzero(np.isin(self._event, still) & ~self._copied)

    def _link_events(self, old: int) -> None:
        """Join new articles to open events, among each other, and open events that new articles tie together."""
        rows = self._open(old)
        if not (rows >= old).any():
            return
        assert self._signals is not None
        signals = self._signals.take(rows)
        held = self._event[rows]
        settled = rows < old

        def score(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[Any]:
            found = signals.same_event(left, right)
            both = settled[left][:, None] & settled[right][None]
            together = held[left][:, None] == held[right][None]
            return np.where(both & together, np.float32(1), found)

        groups = link_average(len(rows), score, self.same_event, floor=self.same_event)
        for group in np.unique(groups):
            inside = np.unique(held[groups == group])
            self._event[np.isin(self._event, inside)] = inside.min()

    def _link_threads(self) -> None:
        assert self._signals is not None
        found, groups = np.unique(self._event, return_inverse=True)
        rows = np.flatnonzero(~self._copied)
        _, dense = np.unique(groups[rows], return_inverse=True)
        threads = average_groups(self._signals.take(rows).same_thread(dense), self.same_thread)
        of_event = dict(zip(found[np.unique(groups[rows])].tolist(), threads.tolist(), strict=True))
        firsts: dict[int, int] = {}
        for event in found.tolist():
            firsts.setdefault(of_event[event], event)
        self._thread = np.array([firsts[of_event[event]] for event in self._event.tolist()], dtype=np.int64)

    def _name(
        self,
        old: int,
        before: tuple[dict[int, str], NDArray[np.int64]],
        above: tuple[dict[int, str], NDArray[np.int64]],
    ) -> None:
        """Keep the ids of what was there, make new ones, write the tables and what changed."""
        assert self._signals is not None
        book = Storybook(self._articles, self._signals.vectors)
        ids_before, event_before = before
        self._ids = {
            one: ids_before.get(one) or book.make_story_id("event", np.flatnonzero(self._event == one))
            for one in np.unique(self._event).tolist()
        }
        self._parents = self._named_parents(book, above)
        stories, members = book.told(self._event, self._thread, self._ids, self._parents)
        days = self._signals.days[old:]
        run = "undated" if np.isnan(days).all() else str(pd.Timestamp(np.nanmax(days), unit="D").date())
        rows = self._told_changes(old, ids_before, event_before) + _moves(self.stories_, stories)
        changes = build([{"run": run, **row} for row in rows], STORY_CHANGES)
        self.changes_ = check(pd.concat([self.changes_, changes], ignore_index=True), STORY_CHANGES)
        self.stories_, self.members_ = stories, members

    def _named_parents(self, book: Storybook, above: tuple[dict[int, str], NDArray[np.int64]]) -> dict[int, str]:
        """Give each thread the id of the old thread that most of its articles come from."""
        old_ids, old_thread = above
        taken: set[str] = set()
        parents: dict[int, str] = {}
        sizes = {one: int((self._thread == one).sum()) for one in np.unique(self._thread).tolist()}
        for one in sorted(sizes, key=lambda thread: (-sizes[thread], thread)):
            if len(np.unique(self._event[self._thread == one])) < 2:
                continue
            inherited = pd.Series(old_thread[self._thread[: len(old_thread)] == one]).map(old_ids).dropna()
            counted = inherited.value_counts()
            names = sorted(counted.index, key=lambda name: (-int(counted[name]), name))
            name = next((name for name in names if name not in taken), None)
            parents[one] = name or book.make_story_id("thread", np.flatnonzero(self._thread == one))
            taken.add(parents[one])
        return parents

    def _told_changes(self, old: int, ids: dict[int, str], event: NDArray[np.int64]) -> list[dict[str, str]]:
        rows = []
        for one, story_id in self._ids.items():
            new = int((self._event[old:] == one).sum())
            if one not in ids:
                rows.append({"story_id": story_id, "change": "born", "reason": f"{new} articles like no open event"})
            elif new:
                reason = f"{new} articles with a mean score of at least {self.same_event} to its articles"
                rows.append({"story_id": story_id, "change": "grown", "reason": reason})
        for one, story_id in ids.items():
            if one not in self._ids:
                now = self._ids[int(self._event[:old][event == one][0])]
                reason = f"into {now}: new articles raised the mean score between them to {self.same_event} or more"
                rows.append({"story_id": story_id, "change": "merged", "reason": reason})
        return rows

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
            "ids": self._ids,
            "parents": self._parents,
        }
        arrays: dict[str, NDArray[Any]] = {
            "event": self._event,
            "thread": self._thread,
            "copied": self._copied.astype(np.uint8),
        }
        if self._signals is not None:
            arrays |= _arrays(self._signals)
        with atomic_path(folder / "signals.safetensors") as part:
            save_file(arrays, part)
        for name in ("stories_", "members_", "changes_", "_articles"):
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
            tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in ("stories", "members", "changes",
                                                                                    "articles")}  # fmt: skip
        except (OSError, ValueError) as error:
            raise ModelError(f"{folder}: expected a saved StoryLinker ({error})") from error
        if state.get("format") != FORMAT:
            raise ModelError(f"{folder}: format {state.get('format')} is not {FORMAT}; link the articles again")
        linker = cls(**state["options"])
        linker.stories_ = check(tables["stories"], STORIES)
        linker.members_ = check(tables["members"], MEMBERS)
        linker.changes_ = check(tables["changes"], STORY_CHANGES)
        linker._articles, linker._signals = tables["articles"], _signals(arrays)
        linker._event, linker._thread = arrays["event"], arrays["thread"]
        linker._copied = arrays["copied"].astype(bool)
        linker._ids = {int(one): name for one, name in state["ids"].items()}
        linker._parents = {int(one): name for one, name in state["parents"].items()}
        return linker


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
    columns = ["article_id", "source", "title", "text", "published", "published_day"]
    return table[columns].assign(text=table["text"].str[:HEAD])


def _moves(before: pd.DataFrame, after: pd.DataFrame) -> list[dict[str, str]]:
    old, new = (table.set_index("story_id")["parent_id"] for table in (before, after))
    rows = []
    for story_id in sorted(set(old.index) & set(new.index)):
        was, now = old[story_id], new[story_id]
        if was != now and not (pd.isna(was) and pd.isna(now)):
            reason = "stands alone: shares too little with other events" if pd.isna(now) else (
                f"under {now}: shares names and meaning with its other parts"
            )  # fmt: skip
            rows.append({"story_id": story_id, "change": "moved", "reason": reason})
    return rows


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
