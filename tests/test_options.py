"""Options: what a build is told reaches its steps, its manifest and the command line, or one line says why not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import newslab as nl
from newslab.options import CERTAINTY, NEEDS, VIEWED, Options, certainty_of
from tests.test_cli import run
from tests.test_pipeline import ARTICLES

OWN = Path(nl.__file__).parent / "resources" / "weights"
WRONG = {
    "a step that is none": ({"leave_out": ("topic",)}, "leave_out: no step 'topic'; expected some of spans, "),
    "another": ({"only": "page"}, "only: no step 'page'"),
    "asked for and left out": ({"only": "events", "leave_out": "spans"}, "leave_out: events, which `only` asks for"),
    "a decision that is none": ({"certainty": {"contradicts": 0.9}}, "certainty: no decision 'contradicts'"),
    "more than sure": ({"certainty": 1.2}, "certainty: expected 0 to 1, found 1.2"),
    "a word for a share": ({"certainty": {"event": "high"}}, "certainty: expected 0 to 1, found 'high' for event"),
    "no number": ({"certainty": float("nan")}, "certainty: expected 0 to 1, found nan"),
    "more than a float holds": ({"certainty": 10**400}, "certainty: expected 0 to 1, found 1000"),
    "a number for a step": ({"only": 5}, "only: no step '5'"),
    "no text for a step": ({"leave_out": [["topics"]]}, "leave_out: no step \"['topics']\""),
    "a cut of nothing": ({"same_event": 0}, "same_event: expected more than 0 and at most 1, found 0"),
    "a cut above all": ({"same_thread": 2.0}, "same_thread: expected more than 0"),
    "a number for a folder": ({"weights": 5}, "weights: 5 is no folder with weights"),
    "no folder": ({"weights": "none/such"}, "weights: none/such is no folder with weights"),
}


@pytest.mark.parametrize(("given", "told"), WRONG.values(), ids=WRONG)
def test_an_option_that_cannot_be_had_is_one_line(given, told):
    with pytest.raises(nl.OptionError) as met:
        nl.Options(**given)
    assert str(met.value).startswith(told)
    assert "\n" not in str(met.value)


@pytest.mark.parametrize("step", NEEDS)
def test_steps_come_after_what_they_need(step):
    order = list(NEEDS)
    assert all(order.index(needed) < order.index(step) for needed in NEEDS[step])


CHOSEN = {
    "all": ({}, set(NEEDS)),
    "topics left out": ({"leave_out": "topics"}, set(NEEDS) - {"topics"}),
    "events left out": ({"leave_out": ("events",)}, set(NEEDS) - {"events", "state", "contrasts", "passages"}),
    "spans alone": ({"only": "spans"}, {"spans"}),
    "coverage": ({"only": ["coverage"]}, {"vectors", "stories", "coverage"}),
    "passages without contrasts": (
        {"only": "passages", "leave_out": "contrasts"}, {"spans", "vectors", "stories", "events", "state", "passages"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "steps"), CHOSEN.values(), ids=CHOSEN)
def test_what_is_run(given, steps):
    assert set(Options(**given).steps) == steps


def test_certainty_by_decision_keeps_the_others():
    options = Options(certainty={"contradiction": 0.5})
    assert [options.certain(name) for name in CERTAINTY] == [0.5, 0.4, 0.4, 0.55]
    assert {name: Options(certainty=0.6).certain(name) for name in CERTAINTY} == dict.fromkeys(VIEWED, 0.6) | {
        "event": 0.55
    }
    with pytest.raises(nl.OptionError, match="no decision 'day'"):
        options.certain("day")


def test_options_are_in_the_manifest(tmp_path):
    shutil.copy(OWN / "day_basis.json", tmp_path)
    options = nl.Options(weights=tmp_path, certainty=0.9, same_event=0.6)
    corpus = nl.build_corpus(ARTICLES, embedding="fast", certainty={"event": 0.5}, options=options, leave_out="topics")
    told = corpus.manifest["options"]
    assert told["certainty"] == {"contradiction": 0.9, "differs": 0.4, "omission": 0.4, "event": 0.5}
    assert certainty_of(corpus.manifest, "event") == 0.5
    assert (told["left_out"], told["same_event"]) == (["topics"], 0.6)
    assert list(told["weights"]) == ["day_basis"]
    corpus.save(tmp_path / "out")
    assert nl.Corpus.load(tmp_path / "out").manifest["options"] == told


@pytest.mark.parametrize("step", NEEDS)
def test_a_build_without_a_step_is_whole_and_has_pages(step, tmp_path):
    corpus = nl.build_corpus(ARTICLES, embedding="fast", leave_out=step)
    corpus.check()
    full = {name: table for name, table in corpus.tables.items() if len(table)}
    assert step not in full
    for story_id in corpus.stories["story_id"]:
        assert nl.build_page(corpus, story_id).to_html(tmp_path / "page.html")


def test_cuts_reach_the_stories():
    one = nl.build_corpus(ARTICLES, embedding="fast", only="stories", options=nl.Options(same_event=0.001))
    all_apart = nl.build_corpus(
        ARTICLES, embedding="fast", only="stories", options=nl.Options(same_event=1.0, same_thread=1.0)
    )
    assert one.stories["n_articles"].max() > all_apart.stories["n_articles"].max() == 1


def test_leaving_a_step_out_leaves_the_others_as_they_are():
    whole = nl.build_corpus(ARTICLES, embedding="fast")
    part = nl.build_corpus(ARTICLES, embedding="fast", leave_out=("topics", "contrasts"))
    for name in ("stories", "members", "events", "coverage"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(part, name))


def test_options_of_the_command_line(tmp_path):
    source = tmp_path / "news.csv"
    ARTICLES.to_csv(source, index=False)
    asked = ["--leave-out", "topics,contrasts", "--certainty", "differs=0.5", "--embedding", "fast"]
    done = run("build", source, "--out", tmp_path / "out", *asked, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["options"]
    assert told["left_out"] == ["topics", "contrasts"]
    assert told["certainty"]["differs"] == 0.5


@pytest.mark.parametrize(
    ("words", "told"),
    [(["--certainty", "differs=most"], "newslab: --certainty differs=most"),
     (["--leave-out", "everything"], "newslab: leave_out: no step 'everything'"),
     (["--weights", "nowhere"], "newslab: weights: nowhere is no folder")],
    ids=["certainty", "leave-out", "weights"],
)  # fmt: skip
def test_a_wrong_option_of_the_command_line_is_one_line(tmp_path, words, told):
    done = run("build", tmp_path, "--out", tmp_path / "out", *words, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(told)
    assert len(done.stderr.splitlines()) == 1
