"""Options: what a build is told beside its articles. Which weights decide, how sure pages are, which steps run."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypedDict, cast

from newslab.errors import OptionError

NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "spans": (),
    "copies": (),
    "vectors": (),
    "topics": ("vectors",),
    "stories": ("vectors",),
    "events": ("spans", "stories"),
    "state": ("events",),
    "coverage": ("stories",),
    "emphasis": ("spans", "stories"),
    "contrasts": ("events",),
    "quotations": ("spans", "stories"),
    "loaded": ("spans", "stories"),
    "passages": ("state",),
}
"""The steps of a build in their order, each with those it cannot do without."""

CERTAINTY: Final[Mapping[str, float]] = {
    "contradiction": 0.9,
    "differs": 0.4,
    "omission": 0.4,
    "event": 0.55,
}
"""How sure a decision must be before pages, plots and counts show it: the word contradiction, "figures differ", a fact
that some do not tell; tables keep the rest, each row with its `p`. An event that is less surely told right is in no table."""


VIEWED: Final = tuple(name for name in CERTAINTY if name != "event")
"""The decisions that one number for all is meant for: what is shown, not what is told at all."""


class Cuts(TypedDict, total=False):
    """The cuts of `link_stories` that were given."""

    same_event: float
    same_thread: float


@dataclass(frozen=True)
class Options:
    """What a build is told beside its articles; each None is the package's own choice.

    Parameters
    ----------
    weights : folder of other weights for learned decisions, one `name.json` a decision, as `load_weights` reads them; a
        decision that has no file there keeps the package's.
    certainty : what pages, plots and counts show, 0 to 1: one number for all that is shown, or numbers by decision
        ("contradiction", "differs", "omission", and "event": from which events are told at all); the others keep those of
        `CERTAINTY`.
    same_event, same_thread : the cuts of `link_stories`, more than 0 and at most 1.
    only : steps to run, with those they need; None: all.
    leave_out : steps not to run, nor those that need them.

    Raises
    ------
    OptionError
        If a step, a decision, a number or the folder is none.
    ModelError
        If a file of weights is of no decision, or does not decide what the package's own does.

    Examples
    --------
    >>> Options(certainty={"differs": 0.8}).certain("differs"), Options().certain("contradiction")
    (0.8, 0.9)
    >>> Options(only=("coverage",)).steps
    ('vectors', 'stories', 'coverage')
    >>> Options(leave_out="events").runs("passages")
    False
    """

    weights: str | Path | None = None
    certainty: float | Mapping[str, float] | None = None
    same_event: float | None = None
    same_thread: float | None = None
    only: str | Iterable[str] | None = None
    leave_out: str | Iterable[str] = ()
    steps: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("same_event", "same_thread"):
            cut = getattr(self, name)
            if cut is not None and not (_is_share(cut) and cut > 0):
                raise OptionError(f"{name}: expected more than 0 and at most 1, found {repr(cut)[:80]}")
        for name, share in _asked(self.certainty).items():
            if name not in CERTAINTY:
                raise OptionError(f"certainty: no decision {name!r}; expected some of {', '.join(CERTAINTY)}")
            if not _is_share(share):
                raise OptionError(f"certainty: expected 0 to 1, found {repr(share)[:80]} for {name}")
        if self.weights is not None:
            _check_weights(self.weights)
        only = None if self.only is None else _listed("only", self.only)
        leave_out = _listed("leave_out", self.leave_out)
        for name, value in (("only", only), ("leave_out", leave_out), ("steps", _steps(only, leave_out))):
            object.__setattr__(self, name, value)

    def runs(self, step: str) -> bool:
        """Say whether a step is run."""
        return step in self.steps

    def certain(self, decision: str) -> float:
        """Return how sure a decision must be to be shown, 0 to 1.

        Raises
        ------
        OptionError
            If there is no such decision.
        """
        return certainty_of({"options": {"certainty": _asked(self.certainty)}}, decision)

    def cuts(self) -> Cuts:
        """Return the cuts of `link_stories` that were given, as its arguments."""
        found: Cuts = {}
        if self.same_event is not None:
            found["same_event"] = self.same_event
        if self.same_thread is not None:
            found["same_thread"] = self.same_thread
        return found

    def given(self, **others: Any) -> Options:
        """Return these options with those of `others` that are not None."""
        return replace(self, **{name: value for name, value in others.items() if value is not None})

    def told(self) -> dict[str, Any]:
        """Return what a manifest keeps: plain values; of weights the hash of each file, since a folder may move."""
        from newslab.store import file_hash

        files = sorted(Path(self.weights).glob("*.json")) if self.weights is not None else []
        return {
            "weights": {path.stem: file_hash(path) for path in files},
            "certainty": {name: self.certain(name) for name in CERTAINTY},
            "left_out": [step for step in NEEDS if step not in self.steps],
            **self.cuts(),
        }


def certainty_of(manifest: Mapping[str, Any], decision: str) -> float:
    """Return how sure a decision must be for the views of a build to show it, 0 to 1, by the options in its manifest.

    Raises
    ------
    OptionError
        If there is no such decision.

    Examples
    --------
    >>> certainty_of({}, "event")
    0.55
    """
    if decision not in CERTAINTY:
        raise OptionError(f"certainty: no decision {decision!r}; expected one of {', '.join(CERTAINTY)}")
    options = manifest.get("options", {})
    asked = options.get("certainty", {}) if isinstance(options, Mapping) else None
    share = asked.get(decision, CERTAINTY[decision]) if isinstance(asked, Mapping) else None
    if not _is_share(share):
        raise OptionError(f"manifest: options.certainty says {str(share)[:80]!r} for {decision}, which is no share")
    return float(cast("float", share))


def all_needs(step: str) -> tuple[str, ...]:
    """Return the steps that a step cannot do without, those of its needs among them, and the step itself not.

    Examples
    --------
    >>> all_needs("contrasts")
    ('events', 'spans', 'stories', 'vectors')
    """
    found: dict[str, None] = {}
    for needed in NEEDS[step]:
        found |= dict.fromkeys([needed, *all_needs(needed)])
    return tuple(found)


def _asked(certainty: float | Mapping[str, float] | None) -> dict[str, Any]:
    if certainty is None:
        return {}
    return dict(certainty) if isinstance(certainty, Mapping) else dict.fromkeys(VIEWED, certainty)


def _is_share(value: object) -> bool:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return False
    return not isinstance(value, (bool, str)) and math.isfinite(number) and 0 <= number <= 1


def _check_weights(folder: object) -> None:
    """Refuse a folder of weights that no build could use, before one begins."""
    from newslab.learned import load_weights, weights_in

    if not isinstance(folder, str | Path) or not any(Path(folder).glob("*.json")):
        raise OptionError(f"weights: {folder} is no folder with weights (files such as same_event.json)")
    for name in weights_in(folder):
        load_weights(name, folder)


def _listed(name: str, steps: str | Iterable[str]) -> tuple[str, ...]:
    found = tuple(steps) if isinstance(steps, Iterable) and not isinstance(steps, str) else (steps,)
    unknown = [step for step in found if not isinstance(step, str) or step not in NEEDS]
    if unknown:
        raise OptionError(f"{name}: no step {str(unknown[0])[:80]!r}; expected some of {', '.join(NEEDS)}")
    return found


def _steps(only: Collection[str] | None, leave_out: Collection[str]) -> tuple[str, ...]:
    """Return the steps to run in their order; NEEDS is in that order, so one pass each way is enough."""
    wanted = set(NEEDS if only is None else only)
    for step in reversed(list(NEEDS)):
        wanted |= set(NEEDS[step]) if step in wanted else set()
    gone = set(leave_out)
    for step, needed in NEEDS.items():
        gone |= {step} if gone & set(needed) else set()
    lost = [step for step in only or () if step in gone]
    if lost:
        raise OptionError(f"leave_out: {lost[0]}, which `only` asks for, is left out or needs what is")
    return tuple(step for step in NEEDS if step in wanted - gone)
