"""The guard of a build: an article that a step cannot read is left out of that step and told, and the build goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from newslab.errors import MissingPackage, ModelError, OptionError, ReadError, WriterError

Made = TypeVar("Made")
Step = Callable[[Sequence[str]], Made]

_ELSEWHERE: Final = (OSError, OptionError, ModelError, ReadError, WriterError, MissingPackage, ImportError)
"""Errors that say nothing about an article: they end the build as they always did."""

log = logging.getLogger(__name__)


@dataclass
class Guard:
    """Runs steps over articles, and keeps which articles each could not read.

    Attributes
    ----------
    lost : step to the articles left out of it.
    problems : PROBLEMS records, in the order in which they were met.

    Notes
    -----
    A step that fails is run over ever smaller halves until single articles are found (delta debugging, Zeller 2002), so
    that n articles of which one is faulty cost the time of about three runs, and steps need no code of their own for
    it. A step that fails on no article at all is broken itself: its error is raised.

    Examples
    --------
    >>> guard = Guard()
    >>> guard.run("spans", lambda ids: [1 / int(one) for one in ids], ["1", "0", "2"])
    [1.0, 0.5]
    >>> guard.lost, guard.problems[0]["detail"]
    ({'spans': {'0'}}, 'ZeroDivisionError: division by zero')
    """

    lost: dict[str, set[str]] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def run(self, step: str, make: Step[Made], article_ids: Sequence[str]) -> Made:
        """Return what `make` gives for the articles, but for those that it fails on.

        Raises
        ------
        Exception
            What `make` raised, where that says nothing about an article, or where it fails without any too.
        """
        kept = list(article_ids)
        made, error = _attempt(make, kept)
        while error is not None:
            if not kept or (_attempt(make, [])[1] is not None):
                raise error
            faulty = _find_faulty(make, kept, error)
            kept = [one for one in kept if one not in faulty]
            self._note(step, faulty)
            made, error = _attempt(make, kept)
        return made  # type: ignore[return-value]

    def without(self, article_ids: Sequence[str], steps: Sequence[str]) -> list[str]:
        """Return the articles that none of these steps left out."""
        gone = set().union(*(self.lost.get(step, set()) for step in steps))
        return [one for one in article_ids if one not in gone]

    def _note(self, step: str, faulty: Mapping[str, Exception]) -> None:
        self.lost.setdefault(step, set()).update(faulty)
        for article_id, error in faulty.items():
            told = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
            reason = f"{step}: this article could not be read; it is left out of this step"
            self.problems.append(
                {"place": article_id, "step": step, "article_id": article_id, "reason": reason, "detail": told}
            )
            log.warning("%s: article %s is left out of this step (%s)", step, article_id, told)


def _attempt(make: Step[Made], article_ids: Sequence[str]) -> tuple[Made | None, Exception | None]:
    try:
        return make(article_ids), None
    except _ELSEWHERE:
        raise
    except Exception as error:  # noqa: BLE001 - told by `Guard.run`, which finds whose it is
        return None, error


def _find_faulty(make: Step[Any], article_ids: Sequence[str], error: Exception) -> dict[str, Exception]:
    """Return articles that a failing step fails on, each with the error that it met; at least one."""
    if len(article_ids) == 1:
        return {article_ids[0]: error}
    middle = len(article_ids) // 2
    found: dict[str, Exception] = {}
    for half in (article_ids[:middle], article_ids[middle:]):
        met = _attempt(make, half)[1]
        if met is not None:
            found |= _find_faulty(make, half, met)
    return found or _last_straw(make, article_ids, error)


def _last_straw(make: Step[Any], article_ids: Sequence[str], error: Exception) -> dict[str, Exception]:
    """Return the article with which a step fails that does not fail on the articles before it: two that do not go
    together, though each half goes.
    """
    good, bad = len(article_ids) // 2, len(article_ids)  # so many from the start go, and do not go
    while bad - good > 1:
        middle = (good + bad) // 2
        met = _attempt(make, article_ids[:middle])[1]
        good, bad, error = (middle, bad, error) if met is None else (good, middle, met)
    return {article_ids[bad - 1]: error}
