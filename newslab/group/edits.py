"""Corrections by hand: a log that is kept and replayed on every build; what does not apply is told."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.errors import OptionError, one_line
from newslab.group.row_edits import is_of_row, read_period
from newslab.group.storybook import Plan
from newslab.tables import EDIT_KINDS, EDITS, PROBLEMS, STORY_CHANGES, build, check, make_id

DONE: Final = {"merge": "merged", "split": "split", "move": "moved", "rename": "renamed"}
Name = Callable[[str, Sequence[int]], str]
log = logging.getLogger(__name__)


def log_edit(
    edits: pd.DataFrame | None,
    what: str,
    target: str,
    value: str | Sequence[str] | None = None,
    *,
    why: str = "",
    who: str = "",
) -> pd.DataFrame:
    """Return the edit log with one correction more.

    Parameters
    ----------
    edits : EDITS table, or None to begin one; `corpus.edits` holds that of a build.
    what, target, value : what to do with which story. A story is named by its id, or by the id of any article in it,
        which holds even if the story gets another id.

        - "merge": the articles (or parts) of the story `value` go to the story `target`, which keeps its id.
        - "split": the articles in `value`, a list, leave `target` for a story of their own beside it; or the parts in
          `value` leave the whole `target` for a whole of their own.
        - "move": the article or story `target` goes to the story `value` (a story becomes its part); without a
          `value` it stands alone.
        - "rename": `value` is the title of `target`, or the label of a topic, or the text of an event, by its id.
        - "reject": the event or contrast `target` is left out of the next builds.
        - "date": the event `target` happened on `value`: a day, month or year, or two with a slash between.
    why, who : kept, and shown with what changed.

    Returns
    -------
    EDITS table with one row more. Give it to `build_corpus`, `link_stories` or `StoryLinker`.

    Raises
    ------
    OptionError
        If `what` is unknown or its value is missing.

    Examples
    --------
    >>> edits = log_edit(None, "merge", "story-1", "story-2", why="one fire", who="desk")
    >>> edits = log_edit(edits, "split", "story-1", ["article-7", "article-9"], why="another fire")
    >>> edits[["what", "target", "value"]].to_numpy().tolist()
    [['merge', 'story-1', 'story-2'], ['split', 'story-1', '["article-7", "article-9"]']]
    """
    if what not in EDIT_KINDS:
        raise OptionError(f"what: expected one of {', '.join(EDIT_KINDS)}; found {what}")
    if not value and what not in ("move", "reject"):
        raise OptionError(f"value: {what} needs one; found {value!r}")
    if what == "date":
        read_period(str(value))
    if what == "split":
        value = json.dumps([value] if isinstance(value, str) else list(value or []), ensure_ascii=False)
    elif value is not None and not isinstance(value, str):
        raise OptionError(f"value: {what} needs one text, found {type(value).__name__}; log an edit for each")
    before = build([], EDITS) if edits is None else check(edits, EDITS)
    row = {"edit_id": make_id("edit", len(before), what, target, value), "what": what, "target": target,
           "value": value, "who": who, "why": why}  # fmt: skip
    return check(pd.concat([before, build([row], EDITS)], ignore_index=True), EDITS)


def read_edits(path: Path) -> pd.DataFrame:
    """Read an EDITS table from a CSV or Parquet file.

    Raises
    ------
    ReadError
        If the file cannot be read.
    TableError
        If it is no EDITS table.
    """
    with one_line(path, "a CSV or Parquet file of edits"):
        if path.suffix == ".parquet":
            return check(pd.read_parquet(path), EDITS)
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    if "edit_id" not in table.columns:
        table["edit_id"] = [make_id("edit", number, *row) for number, row in enumerate(table.itertuples(index=False))]
    return check(table.replace("", np.nan), EDITS)


@dataclass(frozen=True)
class Replayed:
    """What an edit log made of a plan: STORY_CHANGES rows with the edit as run, PROBLEMS rows of what did not apply."""

    plan: Plan
    changes: pd.DataFrame
    problems: pd.DataFrame


def replay_edits(plan: Plan, edits: pd.DataFrame | None, rows: Mapping[str, int], name: Name) -> Replayed:
    """Apply an edit log to a plan, row by row; the plan that was given stays as it is.

    Parameters
    ----------
    plan, edits : what is edited, and the EDITS table.
    rows : article_id to row number.
    name : function of a level and row numbers that makes the id of a new story.

    Raises
    ------
    TableError
        If `edits` breaks its contract.
    """
    made = _Desk(Plan(dict(plan.events), dict(plan.parents), dict(plan.titles)), rows, name)
    changes, problems = [], []
    log_of_edits = check(edits, EDITS) if edits is not None else build([], EDITS)
    for row in log_of_edits.to_dict("records"):
        if is_of_row(str(row["what"]), str(row["target"])):
            continue  # of an event, contrast or topic: see `row_edits`
        value = None if pd.isna(row["value"]) else str(row["value"])
        why = " ".join(str(row[name]) for name in ("who", "why") if not pd.isna(row[name]) and row[name])
        try:
            story_id, told = made.apply(str(row["what"]), str(row["target"]), value)
        except _NotApplied as reason:
            log.warning("edit %s does not apply: %s", row["edit_id"], reason)
            problems.append({"place": f"edits {row['edit_id']}", "reason": f"{row['what']} does not apply: {reason}",
                             "detail": f"{row['target']} {value or ''} {why}".strip()})  # fmt: skip
            continue
        changes.append({"story_id": story_id, "run": row["edit_id"], "change": DONE[str(row["what"])],
                        "reason": f"by hand: {told}" + (f" ({why})" if why else "")})  # fmt: skip
    return Replayed(made.plan, build(changes, STORY_CHANGES), build(problems, PROBLEMS))


class _NotApplied(Exception):
    """Why an edit cannot be applied to the stories as they are."""


@dataclass
class _Desk:
    """A plan while it is edited."""

    plan: Plan
    rows: Mapping[str, int]
    name: Name

    def apply(self, what: str, target: str, value: str | None) -> tuple[str, str]:
        """Do one edit; return the story that it is about and what was done."""
        does: dict[str, Callable[[str, str], tuple[str, str]]] = {
            "merge": self._merge, "split": self._split, "move": self._move, "rename": self._rename,
        }  # fmt: skip
        if not value and what != "move":
            raise _NotApplied("it has no value")
        found = does[what](target, value or "")
        for whole, parts in self.plan.parts().items():
            if len(parts) < 2:  # a whole of one part says nothing that the part does not
                self.plan.parents.pop(parts[0])
                self.plan.titles.pop(whole, None)
        return found

    def _wholes(self) -> set[str]:
        return set(self.plan.parents.values())

    def _story(self, name: str) -> str:
        if name in self.plan.events or name in self._wholes():
            return name
        return self._event_of(name)

    def _event_of(self, article_id: str) -> str:
        row = self.rows.get(article_id)
        for story_id, rows in self.plan.events.items():
            if row is not None and row in rows:
                return story_id
        raise _NotApplied(f"there is no story and no article {article_id}")

    def _merge(self, target: str, value: str) -> tuple[str, str]:
        kept, gone = self._story(target), self._story(value)
        wholes, parents = self._wholes(), self.plan.parents
        if kept == gone or parents.get(gone) == kept or parents.get(kept) == gone:
            raise _NotApplied(f"{target} and {value} are in one story already")
        if kept in wholes or gone in wholes:
            whole, other = (kept, gone) if kept in wholes else (gone, kept)
            for part in [part for part, above in parents.items() if above == other] or [other]:
                parents[part] = whole
            return (gone, f"into {kept}") if whole == kept else (kept, f"a part of {gone}")
        self.plan.events[kept] = sorted({*self.plan.events[kept], *self.plan.events.pop(gone)})
        above = parents.pop(gone, None)
        if above and kept not in parents:
            parents[kept] = above
        return gone, f"into {kept}"

    def _split(self, target: str, value: str) -> tuple[str, str]:
        story, names = self._story(target), _listed(value)
        parts = [name for name in names if self.plan.parents.get(name) == story]
        if parts and len(parts) == len(names):
            if len(parts) == len(self.plan.parts()[story]):
                raise _NotApplied(f"all parts of {story} would leave it")
            made = make_id("story", "split", *sorted(parts))
            for part in parts:
                self.plan.parents[part] = made
            return (made if len(parts) > 1 else parts[0]), f"{len(parts)} parts out of {story}"
        events = [story] if story in self.plan.events else self.plan.parts()[story]
        held = {row for event in events for row in self.plan.events[event]}
        rows = {self.rows.get(name, -1) for name in names}
        if strange := [name for name in names if self.rows.get(name, -1) not in held]:
            raise _NotApplied(f"{', '.join(strange[:3])} not in {story}")
        if rows == held:
            raise _NotApplied(f"all articles of {story} would leave it")
        above = self.plan.parents.get(story, story if story not in self.plan.events else None)
        return self._apart(rows, above), f"{len(rows)} articles out of {story}"

    def _apart(self, rows: set[int], above: str | None) -> str:
        """Give rows a story of their own, under the whole `above`."""
        for event, held in list(self.plan.events.items()):
            if rows & set(held):
                self.plan.events[event] = [row for row in held if row not in rows]
                if not self.plan.events[event]:
                    self.plan.events.pop(event)
                    self.plan.parents.pop(event, None)
        made = self.name("split", sorted(rows))
        self.plan.events[made] = sorted({*self.plan.events.get(made, []), *rows})
        if above:
            self.plan.parents[made] = above
        return made

    def _move(self, target: str, value: str) -> tuple[str, str]:
        wholes, to = self._wholes(), self._story(value) if value else ""
        is_story = target in self.plan.events or target in wholes
        if is_story:
            return self._move_story(target, to)
        event, row = self._event_of(target), self.rows[target]
        if to == event or (not to and len(self.plan.events[event]) == 1 and event not in self.plan.parents):
            raise _NotApplied(f"{target} is there already")
        if not to or to in wholes:
            return self._apart({row}, to or None), f"{target} out of {event}"
        alone = self._apart({row}, None)
        self.plan.events[to] = sorted({*self.plan.events[to], *self.plan.events.pop(alone)})
        return to, f"{target} from {event}"

    def _move_story(self, story: str, to: str) -> tuple[str, str]:
        parents, wholes = self.plan.parents, self._wholes()
        above = to if to in wholes else parents.get(to)
        if story == to or (not to and story not in parents) or (above and parents.get(story) == above):
            raise _NotApplied(f"{story} is there already")
        if not to:
            return story, f"out of {parents.pop(story)}"
        if above is None:  # two that stood alone
            above = make_id("story", "thread", *sorted((story, to)))
            parents[to] = above
        for part in [part for part, whole in parents.items() if whole == story] or [story]:
            parents[part] = above
        return story, f"under {above}"

    def _rename(self, target: str, value: str) -> tuple[str, str]:
        story = self._story(target)
        self.plan.titles[story] = value
        return story, f"now {value!r}"


def _listed(value: str) -> list[str]:
    try:
        found: Any = json.loads(value)
    except (ValueError, RecursionError):
        found = value
    return [str(one) for one in found] if isinstance(found, list) else [value]
