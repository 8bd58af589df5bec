"""Who has it from whom: the articles of a story and the origins of their texts, laid out for a small drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from newslab.report.evidence import Evidence
from newslab.report.render import scrub

MOST_EDGES: Final = 24
ROW: Final = 26  # units of the drawing from one line of text to the next
WIDTH: Final = 640
LONGEST: Final = 27  # letters of a name, what the drawing has room for at either side
_KINDS: Final = {
    "same": "same text",
    "near": "near copy",
    "syndicated": "syndicated",
    "attributed": "told after",
    "named": "named as a source",
    "corrected": "corrected version",
}


def origins_graph(evidence: Evidence, article_ids: Sequence[str]) -> dict[str, Any]:
    """Return the nodes and edges of a story: at the right each article that copies or names another report, its origin
    at the left.

    Returns
    -------
    dict with width, height, left and right (lists of text and y), edges (y1, y2, kind, label) and n_more; empty where
    every article is its own origin.
    """
    shelf = evidence.shelf
    kinds = {
        (str(copy.origin_id), key): "corrected" if evidence.is_correction(copy) else str(copy.kind)
        for key in article_ids
        for copy in shelf.copies.get(key, [])
    }
    kinds = dict.fromkeys(shelf.told_after(article_ids), "named") | kinds
    pairs = [(origin, key, kind) for (origin, key), kind in kinds.items() if origin != key]
    pairs.sort(key=lambda pair: (_name(evidence, pair[0]), pair[0], shelf.moment(pair[1]), pair[1]))
    if not pairs:
        return {}
    shown = pairs[:MOST_EDGES]
    right = {key: place for place, key in enumerate(dict.fromkeys(key for _, key, _ in shown))}
    held: dict[str, list[int]] = {}
    for origin, key, _ in shown:
        held.setdefault(origin, []).append(right[key])
    left, free = {}, 0.0
    for origin, places in held.items():
        left[origin] = max(free, sum(places) / len(places))
        free = left[origin] + 1
    height = ROW * (max(*left.values(), *right.values()) + 1) + 10
    return {
        "width": WIDTH,
        "height": round(height),
        "left": [{"text": _name(evidence, key), "y": _y(place)} for key, place in left.items()],
        "right": [{"text": _name(evidence, key), "y": _y(place)} for key, place in right.items()],
        "edges": [
            {"y1": _y(left[origin]), "y2": _y(right[key]), "kind": kind, "label": _KINDS.get(kind, kind)}
            for origin, key, kind in shown
        ],
        "n_more": len(pairs) - len(shown),
    }


def _y(place: float) -> float:
    return round(ROW * (place + 0.5) + 5, 1)


def _name(evidence: Evidence, key: str) -> str:
    if key.startswith("source:"):
        return _short(scrub(key.removeprefix("source:")))
    n = evidence.numbers.get(key)
    return _short((f"[{n}] " if n else "") + evidence.shelf.source(key))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"
