"""Whether a sentence is its writer's own view: comment, judgement or inference that nobody else is named for.

Decided by a learned model (`data/train/judged_stories.py`, figures in `benchmarks/state.md`) from what the role of a sentence
and whether it reads alone are decided by, and from how much of its article and of what stands around it is opinion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from newslab.text.alone import sentence_features

if TYPE_CHECKING:
    from pathlib import Path

    from newslab.text.field import Field
    from newslab.text.verbs import Row

OWN: Final = 0.3  # from which a sentence counts as its writer's own view
_NEAR: Final = 2  # sentences before and after


def score_own_views(field: Field, role_rows: Sequence[Row], *, weights: str | Path | None = None) -> list[float]:
    """Return how surely each sentence of a text is its writer's own view, 0 to 1.

    Parameters
    ----------
    field : the text, with the roles of its sentences.
    role_rows : what the roles were decided by, a row a sentence.
    weights : a folder that holds other weights ("own_view.json").
    """
    from newslab.learned import load_weights

    rows = own_view_features(field, role_rows)
    return [round(float(line[1]), 4) for line in load_weights("own_view", weights).shares(rows)] if rows else []


def own_view_features(field: Field, role_rows: Sequence[Row]) -> list[Row]:
    """Return what it is decided by."""
    opinion = [told.shares.get("opinion", 0.0) for told in field.roles]
    mean = round(sum(opinion) / max(1, len(opinion)), 6)
    found = []
    for at, row in enumerate(role_rows):
        near = opinion[max(0, at - _NEAR) : at + _NEAR + 1]
        own = {f"role: {name}": value for name, value in row.items()}
        found.append(
            own | sentence_features(field, at) | {"opinion, article": mean, "opinion, near": sum(near) / len(near)}
        )
    return found
