"""Pairs: the figure is the rank correlation with people's scores, and a wrong file is named by line."""

from __future__ import annotations

import numpy as np
import pytest

from newslab.errors import ReadError
from newslab.evaluate.pairs import _spearman, evaluate


def write(folder, *lines):
    path = folder / "pairs.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_pairs_of_like_meaning_rank_first(tmp_path):
    path = write(
        tmp_path,
        "5.0\tFloods hit the coast\tThe coast is flooded",
        "3.0\tFloods hit the coast\tRain hits the hills",
        "0.0\tFloods hit the coast\tShares rose by a tenth",
    )
    result = evaluate(path)
    assert [(row["model"], row["n"], row["spearman"]) for row in result.rows] == [("quality", 3, 1.0), ("fast", 3, 1.0)]
    assert len(result.predictions) == 6 and result.task == "pairs"


@pytest.mark.parametrize("line", ["no score here", "high\ta\tb"])
def test_a_wrong_line_is_named(line, tmp_path):
    with pytest.raises(ReadError, match=r"pairs\.tsv:2"):
        evaluate(write(tmp_path, "1\ta\tb", line))


def test_a_folder_without_pairs_is_named(tmp_path):
    with pytest.raises(ReadError, match="found none"):
        evaluate(tmp_path)


def test_spearman_is_by_rank():
    assert _spearman(np.array([1.0, 2.0, 9.0]), np.array([1.0, 4.0, 5.0])) == 1.0
    assert np.isnan(_spearman(np.ones(3), np.arange(3.0)))


@pytest.mark.slow
def test_the_embedding_keeps_the_full_models_figures(shared):
    rows = {row["model"]: row for row in evaluate(shared("datasets/pairs/headlines2013.tsv")).rows}
    assert rows["quality"]["spearman"] > 0.8 and rows["fast"]["spearman"] > 0.68
