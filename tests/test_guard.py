"""One article that a step cannot read never ends a build: it is left out of that step, and told."""

from __future__ import annotations

import importlib

import pandas as pd
import pytest

import newslab as nl
from newslab.guard import Guard
from tests.test_pipeline import ARTICLES

MARK = "zorblax"  # the word that the broken steps below stumble over
MORE = pd.DataFrame(
    {"article_id": ["d", "e"], "title": ["Harwick river falls", "Harwick after the flood"],
     "text": ["The river in Harwick fell on 5 May 2025, said mayor Ann Tern.",
              f"The flood in Harwick cost 3 million dollars on 3 May 2025, the {MARK} said."],
     "source": ["Two", "Three"], "published": ["2025-05-06", "2025-05-06"]}
)  # fmt: skip
NEWS = pd.concat([ARTICLES, MORE], ignore_index=True)
STEPS = {
    "language": "text.language.find_languages",
    "spans": "text.spans.find_spans",
    "copies": "group.copies.link_copies",
    "vectors": "text.embed.embed",
    "topics": "group.topics.TopicModel.fit",
    "stories": "group.stories.link_edited",
    "events": "events.events.tell_events",
    "state": "events.state.solve_state",
    "coverage": "compare.coverage.score_coverage",
    "emphasis": "compare.emphasis.score_emphasis",
    "contrasts": "compare.contrasts.build_contrasts",
    "quotations": "compare.quotations.link_quotes",
    "loaded": "compare.loaded.find_loaded",
    "passages": "digest.passages.build_passages",
}


def holds_mark(given: object) -> bool:
    """Say whether the marked article is among what a step was given, as a text or as a row."""
    if isinstance(given, pd.DataFrame):
        return "article_id" in given and bool(given["article_id"].eq("e").any())
    if isinstance(given, dict):
        return any(holds_mark(one) for one in given.values())
    return isinstance(given, list) and any(MARK in one for one in given)


def break_step(monkeypatch, step: str) -> None:
    path, _, name = STEPS[step].rpartition(".")
    home = importlib.import_module(f"newslab.{path}" if step != "topics" else "newslab.group.topics")
    owner = home.TopicModel if step == "topics" else home
    works = getattr(owner, name)

    def fails(*given, **options):
        if any(holds_mark(one) for one in given) or holds_mark(options.get("articles")):
            raise OverflowError("int too large\nto convert")
        return works(*given, **options)

    monkeypatch.setattr(owner, name, fails)


def some(names, quick: set[str]):
    """Leave all but some of many like cases to `make test-all`: each is a build."""
    return [pytest.param(name, marks=[] if name in quick else pytest.mark.slow) for name in names]


@pytest.mark.parametrize("step", some(STEPS, {"spans", "stories", "contrasts"}))
def test_an_article_that_a_step_fails_on_is_left_out_of_it(monkeypatch, tmp_path, caplog, step):
    break_step(monkeypatch, step)
    corpus = nl.build_corpus(NEWS, embedding="fast")
    corpus.check()
    assert len(corpus.articles) == 5
    assert corpus.problems[["step", "article_id"]].values.tolist() == [[step, "e"]]
    assert corpus.problems["detail"].tolist() == ["OverflowError: int too large to convert"]
    assert f"{step}: article e is left out of this step" in caplog.text
    assert f"{step}: 1 article was left out; see problems" in corpus.manifest["warnings"]
    corpus.save(tmp_path)
    assert not len(nl.Corpus.load(tmp_path).verify())
    for story_id in corpus.stories["story_id"]:
        assert nl.build_page(corpus, story_id).to_html(tmp_path / "page.html")


LEFT = {
    "spans": ("sentences", "names", "times", "numbers", "events"),
    "copies": ("copies",),
    "vectors": ("topics", "article_topics", "stories", "members", "events"),
    "stories": ("stories", "members", "events", "coverage"),
}


@pytest.fixture(scope="module")
def without() -> nl.Corpus:
    return nl.build_corpus(NEWS[NEWS["article_id"] != "e"], embedding="fast")


@pytest.mark.parametrize("step", some(LEFT, {"spans"}))
def test_what_a_step_makes_is_what_it_makes_of_the_others(monkeypatch, without, step):
    break_step(monkeypatch, step)
    corpus = nl.build_corpus(NEWS, embedding="fast")
    for name in LEFT[step]:
        pd.testing.assert_frame_equal(getattr(corpus, name), getattr(without, name))


def test_events_count_an_origin_that_they_could_not_read(monkeypatch):
    """Two outlets print the text of a third: one origin, though that article is left out of the events."""
    long = (
        "The old bridge in Ostby fell into the river on 3 May 2025. " + "Nobody was hurt when the arches gave way. " * 9
    )
    rows = [("e", "Wire", "2025-05-03"), ("f", "Post", "2025-05-04"), ("g", "Echo", "2025-05-05")]
    copies = pd.DataFrame(
        [{"article_id": one, "source": source, "published": day, "title": "Ostby bridge falls", "text": long}
         for one, source, day in rows]
    )  # fmt: skip
    break_step(monkeypatch, "events")
    corpus = nl.build_corpus(copies, embedding="fast", leave_out="topics")
    corpus.check()
    assert corpus.copies["origin_id"].unique().tolist() == ["e"]
    assert set(corpus.events["n_sources"]) == {1}


def fails_on(*faulty: str):
    """Return a step that fails where any of these is among the articles, and a list of how many it was given."""
    asked: list[int] = []

    def step(ids):
        asked.append(len(ids))
        met = [one for one in ids if one in faulty]
        if met:
            raise ValueError(met[0])
        return list(ids)

    return step, asked


FAULTY = {"first": {"0"}, "last": {"99"}, "several": {"3", "4", "50", "98"}, "all but one": {str(n) for n in range(99)}}


@pytest.mark.parametrize("faulty", FAULTY.values(), ids=FAULTY)
def test_all_faulty_articles_are_found_and_no_other(faulty):
    guard, ids = Guard(), [str(n) for n in range(100)]
    assert guard.run("spans", fails_on(*faulty)[0], ids) == [one for one in ids if one not in faulty]
    assert guard.lost == {"spans": faulty}
    assert {row["detail"] for row in guard.problems} == {f"ValueError: {one}" for one in faulty}
    assert guard.without(ids, ["copies", "spans"]) == [one for one in ids if one not in faulty]


def test_one_faulty_article_costs_a_few_runs():
    step, asked = fails_on("617")
    Guard().run("spans", step, [str(n) for n in range(1000)])
    assert sum(asked) < 4 * 1000 + 100


def test_two_articles_that_do_not_go_together_cost_one_of_them():
    def step(ids):
        if {"2", "7"} <= set(ids):
            raise ValueError("2 and 7")
        return list(ids)

    guard = Guard()
    assert guard.run("stories", step, list("0123456789")) == list("012345689")
    assert guard.lost == {"stories": {"7"}}


@pytest.mark.parametrize(
    ("error", "met"),
    [(nl.ModelError("no model"), nl.ModelError), (OSError(28, "No space left on device"), OSError),
     (nl.MissingPackage("spacy", "text", "names"), nl.MissingPackage), (KeyboardInterrupt(), KeyboardInterrupt)],
    ids=["model", "disk", "package", "stopped"],
)  # fmt: skip
def test_what_no_article_is_to_blame_for_is_raised_at_once(error, met):
    runs = []

    def step(ids):
        runs.append(len(ids))
        raise error

    with pytest.raises(met):
        Guard().run("spans", step, list("abcd"))
    assert runs == [4]


def test_a_step_that_fails_without_articles_too_is_broken_itself():
    def step(ids):
        raise KeyError("score")

    guard = Guard()
    with pytest.raises(KeyError, match="score"):
        guard.run("spans", step, list("abcd"))
    assert not guard.problems


def test_images_that_are_none_are_told():
    news = ARTICLES.assign(images=[[{"url": "a.jpg"}], ["just a name.jpg"], []])
    corpus = nl.build_corpus(news, embedding="fast", only="spans")
    assert corpus.images["article_id"].tolist() == ["a"]
    assert corpus.problems[["step", "article_id"]].values.tolist() == [["images", "b"]]
