"""Two stories of one topic that stand under one thread are what readers laughed at: the scorer must see it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.threads import _figures, evaluate

PAIRS = [
    {"relation": relation, "unsure": False, "joined": joined, "one_part": part}
    for relation, joined, part in (
        ("one_chain", True, False),
        ("same_event", True, True),
        ("one_topic", True, True),
        ("one_chain", False, False),
        ("unrelated", False, False),
    )
]


def test_figures_by_hand() -> None:
    found = _figures([*PAIRS, {**PAIRS[2], "unsure": True}], sure=True)
    assert (found["n"], found["wanted"], found["joined"], found["one_part"]) == (5, 3, 3, 1)
    assert (found["p"], found["r"]) == (0.6667, 0.6667)


def test_a_collection_is_linked_and_its_pairs_are_looked_up(tmp_path: Path) -> None:
    for folder in ("gold", "collections"):
        (tmp_path / folder).mkdir()
    articles = [{"article_id": one, "title": title, "text": f"{title}. {more}", "published": "2026-01-01"}
                for one, title, more in (("a", "Ferry Alda sinks off Ostby", "Helicopters came."),
                                         ("b", "Lind wins the chess open of Maribor", "She beat Novak."))]  # fmt: skip
    (tmp_path / "collections" / "week.jsonl").write_text("\n".join(map(json.dumps, articles)), "utf-8")
    pair = {"item": "1", "set": "week", "a": ["a"], "b": ["b"], "relation": "unrelated", "unsure": False}
    (tmp_path / "gold" / "story_pairs.jsonl").write_text(json.dumps(pair), "utf-8")
    result = evaluate(tmp_path, against=True)
    assert {row["variant"] for row in result.rows} == {"newslab", "tfidf average link"}
    assert result.rows[0]["joined"] == 0 and result.rows[0]["largest"] == 0.5


def test_a_folder_without_judged_pairs_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="judged pairs"):
        evaluate(tmp_path)


@pytest.mark.slow
def test_threads_hold_chains_and_leave_topics_apart(shared: Callable[[str], Path]) -> None:
    rows = evaluate(shared("datasets")).rows
    pooled = next(row for row in rows if row["data"] == "pooled")
    assert pooled["p"] >= 0.85 and pooled["r"] >= 0.6
