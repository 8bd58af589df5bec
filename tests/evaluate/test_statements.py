"""The measure of roles, modality and days: gold in, figures out, each article by weights that never saw it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.statements import evaluate, find_sentence, read_gold

TEXT = "A storm killed 12 people in Bergen on Monday. “It was the worst night of my life,” Anna Lind said.\n\nAdvertisement"
GOLD = [
    {"start": 0, "end": 45, "role": "news", "modality": "happened", "first_day": "2025-11-03", "last_day": "2025-11-03"},
    {"start": 46, "end": 98, "role": "quote", "modality": "happened", "first_day": "2025-11-04", "last_day": "2025-11-04"},
    {"start": 100, "end": 113, "role": "furniture", "modality": "none", "first_day": None, "last_day": None},
]  # fmt: skip


@pytest.fixture
def data(tmp_path):
    for folder in ("gold", "collections"):
        (tmp_path / folder).mkdir()
    article = {"article_id": "a", "title": "Storm", "text": TEXT, "published": "2025-11-04", "source": "Post"}
    (tmp_path / "collections" / "few.jsonl").write_text(json.dumps(article) + "\n", "utf-8")
    rows = [one | {"set": "few", "article_id": "a", "unsure": at == 1} for at, one in enumerate(GOLD)]
    (tmp_path / "gold" / "sentences.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return tmp_path


def test_every_judged_sentence_is_answered_once_and_scored(data):
    found = evaluate(data, against=True)
    assert [(one["article_id"], one["start"]) for one in found.predictions] == [("a", 0), ("a", 46), ("a", 100)]
    sure = found.rows[0]
    assert (sure["n"], sure["n_around"]) == (2, 1)
    assert 0 <= sure["role"] <= 1 and 0 <= sure["day"] <= 1
    assert found.rows[1]["role"] == 0.5  # news for all


def test_weights_of_folds_read_the_articles_they_never_saw(data, tmp_path):
    own = Path(__file__).resolve().parents[2] / "newslab" / "resources" / "weights"
    folder = tmp_path / "folds"
    for name in ("role", "modality", "day_basis"):
        (folder / name / "3").mkdir(parents=True)
        shutil.copy(own / f"{name}.json", folder / name / "3")
        (folder / name / "folds.json").write_text(json.dumps({"few/a": 3}))
    assert evaluate(data, weights=folder).rows == evaluate(data).rows
    (folder / "role" / "folds.json").write_text(json.dumps({"few/b": 3}))
    with pytest.raises(ReadError, match=r"no fold left out few/a|differ"):
        evaluate(data, weights=folder)


def test_gold_of_a_set_that_is_not_there_is_named(data):
    (data / "collections" / "few.jsonl").unlink()
    with pytest.raises(ReadError, match="the set few"):
        read_gold(data)


def test_the_sentence_with_most_characters_in_common_answers():
    assert find_sentence([(0, 10), (11, 40), (41, 50)], 8, 30) == 1
