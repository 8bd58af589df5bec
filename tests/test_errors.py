"""Saved files that another wrote: whatever they hold is one line."""

from __future__ import annotations

import pytest

from newslab.errors import ModelError, NewslabError, OptionError, ReadError, one_line
from newslab.group.edits import log_edit, read_edits, replay_edits
from newslab.group.linker import StoryLinker
from newslab.group.storybook import Plan
from newslab.group.topics import TopicModel
from newslab.learned import load_weights

HOSTILE = {
    "deep": "[" * 100_000,
    "a list": "[]",
    "a number": "1",
    "nothing": "null",
    "half": '{"format": ',
    "of another form": '{"format": 3, "options": [1], "features": 1, "classes": {}, "mean": "x"}',
    "no text": "\0\ud800",
}


@pytest.mark.parametrize("held", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("model.json", TopicModel.load),
        ("linker.json", StoryLinker.load),
        ("role.json", lambda folder: load_weights("role", folder)),
    ],
    ids=["topics", "stories", "weights"],
)
def test_a_saved_model_that_is_none_is_one_line(held, name, read, tmp_path):
    (tmp_path / name).write_bytes(held.encode("utf-8", "surrogatepass"))
    with pytest.raises(ModelError) as met:
        read(tmp_path)
    assert str(tmp_path) in str(met.value)
    assert "\n" not in str(met.value)


def test_a_log_of_edits_that_is_none_is_one_line(tmp_path):
    for name, held in (("a.csv", b""), ("b.csv", b"\xff\xfe\x00"), ("c.parquet", b"PAR1PAR1"), ("d.parquet", b"")):
        (tmp_path / name).write_bytes(held)
        with pytest.raises(NewslabError) as met:
            read_edits(tmp_path / name)
        assert "\n" not in str(met.value)


def test_articles_of_a_split_that_are_nested_without_end_are_a_problem():
    edits = log_edit(None, "split", "story-1", ["x"]).assign(value="[" * 100_000)
    made = replay_edits(Plan({"story-1": [0, 1]}, {}, {}), edits, {"a": 0, "b": 1}, lambda *_: "story-2")
    assert made.plan.events == {"story-1": [0, 1]}
    assert made.problems["reason"].str.startswith("split does not apply").tolist() == [True]


def test_an_error_of_newslab_and_an_interrupt_pass():
    with pytest.raises(OptionError, match="it"), one_line("a", "b"):
        raise OptionError("it")
    with pytest.raises(KeyboardInterrupt), one_line("a", "b"):
        raise KeyboardInterrupt
    with pytest.raises(ReadError, match=r"^a: expected b \(RuntimeError\)$"), one_line("a", "b"):
        raise RuntimeError
