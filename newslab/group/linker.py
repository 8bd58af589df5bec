"""StoryLinker: a day's news joins the stories of the days before; ids stay, and every change has a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.errors import ModelError, OptionError, TableError, one_line
from newslab.group.copies import link_copies, witnesses
from newslab.group.diff import story_diff
from newslab.group.edits import replay_edits
from newslab.group.likeness import log_odds
from newslab.group.living import Linking
from newslab.group.shelf import Centres, Shelf
from newslab.group.signals import Signals
from newslab.group.storybook import Plan, Storybook, sort_stories
from newslab.group.vectors import prepare
from newslab.store import atomic_path, write_text
from newslab.tables import (
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

SAME_EVENT: Final = 0.5  # probability
SAME_THREAD: Final = 0.5  # probability
OPEN: Final = 365  # days after its last article that an event of a stream can still take one in
GROWN: Final = 1.25  # growth of a stream at which all that is open is looked at again
FORMAT: Final = 6
SAVED: Final[dict[str, Contract]] = {
    "stories_": STORIES, "members_": MEMBERS, "changes_": STORY_CHANGES, "problems_": PROBLEMS, "edits": EDITS,
}  # fmt: skip


class StoryLinker:
    """Stories that grow as articles arrive.

    Parameters
    ----------
    same_event, same_thread, edits, weights : as in `link_stories`; `edits` are replayed after each `add`, `correct`
        changes them; weights are not saved, so `load` takes them again.
    window : days after its last article that an event is still open; it bounds the cost of a day.

    Attributes
    ----------
    stories_, members_ : the tables as they stand.
    changes_ : STORY_CHANGES table: what each run did to which story, as `story_diff` tells it, with the reason. A run
        is named by its last day.
    problems_ : PROBLEMS table: edits that did not apply in the last run.

    Notes
    -----
    New articles are held against open events as wholes; the events that they come near are taken apart and linked anew
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
        weights: str | Path | None = None,
    ) -> None:
        check_cuts(same_event, same_thread)
        if window < 1:
            raise OptionError(f"window: expected 1 day or more, found {window}")
        self.same_event, self.same_thread, self.window = same_event, same_thread, window
        self._weights = weights
        self.edits = empty(EDITS) if edits is None else check(edits, EDITS)
        self.stories_, self.members_, self.changes_ = empty(STORIES), empty(MEMBERS), empty(STORY_CHANGES)
        self.problems_ = empty(PROBLEMS)
        self._rows: dict[str, int] = {}
        self._shelf = Shelf()
        self._centres, self._book = Centres(self._shelf), Storybook(self._shelf.vectors)
        self._first = np.zeros(0, dtype=np.int64)  # the row that each row is a copy of, or itself
        self._plan, self._told = Plan({}), Plan({})  # without and with the edits
        self._reviewed, self._at_large = 0, 0.0

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
        seen_by = self._book.witnesses(witnesses(table, copies), self._rows)
        self._rows |= {one: old + row for row, one in enumerate(table["article_id"])}
        self._book.read(table.assign(witness=seen_by))
        self._first = np.concatenate([self._first, old + first])
        self._shelf.put(Signals.of(table, given))
        review = old + len(table) >= self._reviewed * GROWN
        if review:
            self._reviewed = old + len(table)
        cuts = log_odds(self.same_event), log_odds(self.same_thread)
        linking = Linking(
            self._shelf,
            self._centres,
            self._plan,
            self._first,
            cuts,
            self._weights,
            self._book.make_story_id,
            review,
            self._at_large,
        )
        self._plan = linking.linked(old, self.window)
        self._at_large = linking.at_large
        self._tell(old)
        return self.stories_, self.members_

    def correct(self, edits: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Replay this log of corrections by hand (see `log_edit`) from now on, instead of the one so far.

        Returns
        -------
        STORIES and MEMBERS tables, corrected; `problems_` has the edits that do not apply.

        Raises
        ------
        TableError
            If `edits` breaks its contract.
        """
        self.edits = check(edits, EDITS)
        if self._rows:
            self._tell(len(self._rows))
        return self.stories_, self.members_

    def _tell(self, old: int) -> None:
        """Write anew the rows of stories that changed, by the news or by hand, and what changed."""
        replayed = replay_edits(self._plan, self.edits, self._rows, self._book.make_story_id)
        changed = replayed.plan.changed(self._told)
        part = replayed.plan.around(changed)
        stories, members = self._book.tell(part, changed)
        around = part.stories() | self._told.around(changed).stories()
        same = self.stories_[self.stories_["story_id"].isin(around - changed)]
        was = (
            self.stories_[self.stories_["story_id"].isin(around)],
            self.members_[self.members_["story_id"].isin(changed)],
        )
        self._record(old, story_diff(was, (pd.concat([same, stories], ignore_index=True), members)))
        self.stories_ = sort_stories(pd.concat([_without(self.stories_, changed), stories], ignore_index=True))
        self.members_ = put_members(_without(self.members_, changed), members)
        self.problems_, self._told = replayed.problems, replayed.plan

    def _record(self, old: int, changes: pd.DataFrame) -> None:
        days = self._shelf.days[old if old < len(self._first) else 0 :]
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
            "at_large": self._at_large,
        }
        with atomic_path(folder / "signals.safetensors") as part:
            save_file({"first": self._first, **self._shelf.arrays()}, part)
        for name in SAVED:
            with atomic_path(folder / f"{name.strip('_')}.parquet") as part:
                getattr(self, name).to_parquet(part)
        with atomic_path(folder / "articles.parquet") as part:
            self._book.articles().to_parquet(part)
        write_text(folder / "linker.json", json.dumps(state, indent=1, sort_keys=True))

    @classmethod
    def load(cls, folder: str | Path, *, weights: str | Path | None = None) -> StoryLinker:
        """Read a linker that `save` wrote; it goes on where that one stopped.

        Raises
        ------
        ModelError
            If the folder holds no linker, or one of another format.
        """
        from safetensors.numpy import load_file

        folder = Path(folder)
        with one_line(folder, "a saved StoryLinker", ModelError):
            state = json.loads((folder / "linker.json").read_text(encoding="utf-8"))
            arrays = load_file(folder / "signals.safetensors")
            tables = {name: pd.read_parquet(folder / f"{name.strip('_')}.parquet") for name in SAVED}
            articles = pd.read_parquet(folder / "articles.parquet")
            if state.get("format") != FORMAT:
                raise ModelError(f"{folder}: format {state.get('format')} is not {FORMAT}; link the articles again")
            linker = cls(**state["options"], edits=tables["edits"], weights=weights)
            for name, contract in SAVED.items():
                setattr(linker, name, check(tables[name], contract))
            linker._rows = {one: row for row, one in enumerate(articles["article_id"])}
            linker._first, linker._shelf = arrays.pop("first"), Shelf.of(arrays)
            linker._book = Storybook(linker._shelf.vectors).read(articles)
            linker._plan, linker._told = (Plan(*found) for found in state["plans"])
            linker._reviewed, linker._at_large = state["reviewed"], state["at_large"]
            linker._centres = Centres(linker._shelf)
            leads = {one: rows[linker._first[rows] == rows] for one, held in linker._plan.events.items()
                     if len(rows := np.array(held, dtype=np.int64))}  # fmt: skip
            linker._centres.renew(leads, leads)
            return linker


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
