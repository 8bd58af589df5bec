"""Topics that change with the order of files, or a label nobody would give, cannot be published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from newslab.errors import ModelError, OptionError, TableError
from newslab.group.labels import label_groups
from newslab.group.topic_notes import topic_warnings
from newslab.group.topic_views import guided
from newslab.group.topic_words import WORD, count_words
from newslab.group.topics import TopicModel
from newslab.report.plots import plot_topic_map
from newslab.tables import ARTICLE_TOPICS, TOPIC_TREND, TOPICS, check

THEMES = {
    "European Union": "The European Union met in Brussels on steel tariffs. Ministers of the European Union spoke of quotas.",
    "chess": "The chess open was won with a bishop ending. Another chess player drew with a rook.",
    "harvest": "The harvest of rye was poor after frost. Farmers said the harvest would be late.",
}


def corpus(n: int = 20) -> tuple[pd.DataFrame, np.ndarray]:
    draw = np.random.default_rng(0)
    rows, vectors = [], []
    for k, (name, text) in enumerate(THEMES.items()):
        for i in range(n):
            rows.append({"article_id": f"{name}-{i:02d}", "source": "Post" if i % 2 else "Echo", "title": f"{name}: day {i}",
                         "text": f"{text} Report {i} of {name}.", "leaning": "left" if i % 3 else None,
                         "published": pd.Timestamp("2026-01-05", tz="UTC") + pd.Timedelta(days=i)})  # fmt: skip
            vectors.append(np.eye(16)[k] + draw.normal(0, 0.08, 16))
    return pd.DataFrame(rows), np.array(vectors, dtype=np.float32)


@pytest.fixture(scope="module")
def fitted() -> TopicModel:
    return TopicModel(n_topics=3).fit(*corpus())


def test_each_theme_is_a_topic_with_a_name_as_it_is_written(fitted: TopicModel) -> None:
    topic = fitted.article_topics_.set_index("article_id")["topic_id"]
    assert fitted.topics_["n_articles"].tolist() == [20, 20, 20]
    assert all(len(set(topic[topic.index.str.startswith(name)])) == 1 for name in THEMES)
    assert any("European Union" in label for label in fitted.topics_["label"])
    check(fitted.topics_, TOPICS)
    check(fitted.article_topics_, ARTICLE_TOPICS)


def test_underneath_is_a_fitted_bertopic(fitted: TopicModel) -> None:
    from bertopic import BERTopic

    assert isinstance(fitted.bertopic_, BERTopic)
    assert len(fitted.bertopic_.get_topic_info()) == 3
    numbers, _ = fitted.bertopic_.transform(["unread"], embeddings=fitted.vectors_[:1])
    assert int(numbers[0]) == fitted.bertopic_.topics_[0]


@pytest.mark.parametrize("seed", [1, 2])
def test_no_order_of_rows_changes_the_topics(fitted: TopicModel, seed: int) -> None:
    articles, vectors = corpus()
    order = np.random.default_rng(seed).permutation(len(articles))
    again = TopicModel(n_topics=3).fit(articles.iloc[order], vectors[order])
    pd.testing.assert_frame_equal(again.topics_, fitted.topics_)
    pd.testing.assert_frame_equal(again.article_topics_, fitted.article_topics_)


@pytest.mark.parametrize("n", [0, 1, 3, 30])
def test_small_collections_have_topics(n: int) -> None:
    articles, vectors = corpus(10)
    rows = np.random.default_rng(4).permutation(len(articles))[:n]
    model = TopicModel().fit(articles.iloc[rows], vectors[rows])
    assert model.topics_["n_articles"].sum() == n
    assert sorted(model.article_topics_["article_id"]) == sorted(articles["article_id"].iloc[rows])


DEGENERATE = {
    "Japanese": [("", "東京で地震がありました。")] * 4,
    "no words": [("", "")] * 2,
    "no words, many": [("", "")] * 12,
    "one word": [("Cut", "")],
    "one word, many": [("Cut", "")] * 15,
    "stop words": [("The", "and the of")] * 3,
    "digits": [("2024", "12 13 14")] * 4,
    "one text": [("", "The river rose in the night.")] * 6,
    "two articles": [("A cut", "Rates fell."), ("Storm", "Wind rose.")],
    "a word, a stop word, digits": [("Cut", ""), ("", "the"), ("12", "34")],
}


@pytest.mark.parametrize("n_topics", [None, 2])
@pytest.mark.parametrize("pairs", DEGENERATE.values(), ids=DEGENERATE.keys())
def test_collections_of_next_to_nothing_are_taken(pairs: list[tuple[str, str]], n_topics: int | None) -> None:
    rows = pd.DataFrame(pairs, columns=["title", "text"]).assign(article_id=[str(n) for n in range(len(pairs))])
    vectors = np.array([[1, 0, len(set(pairs[: n + 1]))] for n in range(len(pairs))])
    model = TopicModel(n_topics=n_topics).fit(rows, vectors)
    said = {word for pair in pairs for text in pair for word in text.lower().replace(".", " ").split()}
    assert model.topics_["label"].str.len().gt(0).all()
    assert {word for words in model.topics_["words"] for word in words if word.isascii()} <= said
    assert len(model.article_topics_) == len(pairs)


def test_the_same_text_is_one_topic() -> None:
    rows = pd.DataFrame({"article_id": list("abcdef"), "text": ["The river rose in the night."] * 6})
    assert TopicModel().fit(rows, np.ones((6, 3))).topics_["n_articles"].tolist() == [6]


def test_new_articles_get_the_topic_of_their_neighbours(fitted: TopicModel) -> None:
    articles, vectors = corpus()
    given = articles.iloc[[0, 59]].assign(article_id=["new-0", "new-1"])
    assigned = fitted.assign(given, vectors[[0, 59]]).set_index("article_id")["topic_id"]
    known = fitted.article_topics_.set_index("article_id")["topic_id"]
    assert assigned.tolist() == [known["European Union-00"], known["harvest-19"]]


def test_a_saved_model_answers_alike(fitted: TopicModel, tmp_path: Path) -> None:
    fitted.save(tmp_path)
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} <= {".json", ".safetensors", ".parquet"}
    again, (articles, vectors) = TopicModel.load(tmp_path), corpus()
    pd.testing.assert_frame_equal(again.topics_, fitted.topics_)
    pd.testing.assert_frame_equal(again.article_topics_, fitted.article_topics_)
    pd.testing.assert_frame_equal(again.assign(articles, vectors), fitted.assign(articles, vectors))
    pd.testing.assert_frame_equal(again.trend(), fitted.trend())
    pd.testing.assert_frame_equal(again.hierarchy_, fitted.hierarchy_)
    assert (again.stability_, again.outliers_) == (fitted.stability_, fitted.outliers_)


def test_trend_counts_each_source_and_week(fitted: TopicModel) -> None:
    trend = fitted.trend(by="source", period="W")
    check(trend, TOPIC_TREND)
    assert trend["n"].sum() == 60
    assert set(trend["period"].dt.dayofweek) == {0}
    assert ((trend["low"] <= trend["share"]) & (trend["share"] <= trend["high"])).all()
    assert trend.groupby(["source", "period"])["share"].sum().round(4).eq(1).all()


def test_topics_that_are_not_found_again_give_way_to_finer_ones_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    from newslab.group import topics

    draw = np.random.default_rng(1)
    vectors = draw.normal(size=(120, 10)).astype(np.float32)
    table = pd.DataFrame(
        {"article_id": [f"a{n:03d}" for n in range(120)], "text": [f"Words of text {n}." for n in range(120)]}
    )
    monkeypatch.setattr(topics, "FINER_TOPICS", ())
    before = TopicModel().fit(table, vectors)
    monkeypatch.undo()
    after = TopicModel().fit(table, vectors)
    assert before.stability_ < 0.5
    assert after.stability_ > before.stability_
    assert TopicModel(n_topics=2).fit(table, vectors).topics_.shape[0] == 2
    assert after.bertopic_.hdbscan_model.labels_.tolist() == after._labels.tolist()


def test_trend_without_time_counts_articles_without_a_day_too(fitted: TopicModel) -> None:
    from newslab.group.trend import count_trend

    articles = fitted._articles.assign(text="", published=pd.NaT, published_day=pd.NaT)
    assert count_trend(articles, fitted.article_topics_, by="source").empty
    every = count_trend(articles, fitted.article_topics_, by="source", period="all")
    assert every["n"].sum() == 60
    assert every["period"].isna().all()
    assert every.groupby("source")["share"].sum().round(4).eq(1).all()


def test_words_of_a_topic_stand_in_many_of_its_articles_not_often_in_one() -> None:
    short = [f"Ferry {n} left the harbour for the island." for n in range(8)]
    texts = [
        *short,
        "Ferry harbour island: " + "zebra " * 40,
        *(f"Choir {n} sang a hymn in the chapel." for n in range(8)),
    ]
    vectors = np.array([[1, 0]] * 9 + [[0, 1]] * 8, dtype=np.float32)
    table = pd.DataFrame({"article_id": [f"a{n:02d}" for n in range(17)], "text": texts})
    words = TopicModel(n_topics=2).fit(table, vectors).topics_["words"].iloc[0]
    assert {"ferry", "harbour", "island"} <= set(words[:4]) and "zebra" not in words[:4]


def test_trend_by_another_column_names_what_is_missing(fitted: TopicModel) -> None:
    assert set(fitted.trend(by="leaning", period="M")["source"]) == {"left", "unknown"}


def test_trend_leaves_copies_out_where_they_are_given(fitted: TopicModel) -> None:
    copies = pd.DataFrame(
        {"article_id": ["chess-01"], "origin_id": ["chess-00"], "kind": ["near"], "similarity": [0.9]}
    )
    assert fitted.trend(copies=copies)["n"].sum() == 59


@pytest.mark.parametrize(("by", "period"), [("outlet", "W"), ("source", "fortnight")])
def test_unknown_trend_options_are_named(fitted: TopicModel, by: str, period: str) -> None:
    with pytest.raises(OptionError, match="expected"):
        fitted.trend(by=by, period=period)


@pytest.mark.parametrize("options", [{"n_topics": 0}, {"method": "lda"}, {"resolution": 0}])
def test_options_out_of_range_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(OptionError, match="expected"):
        TopicModel(**options)  # type: ignore[arg-type]


def scattered() -> tuple[pd.DataFrame, np.ndarray]:
    articles, vectors = corpus(40)
    odd = pd.DataFrame(
        {"article_id": [f"odd-{i}" for i in range(9)], "title": "Odd", "text": [f"Odd {i}." for i in range(9)]}
    )
    return pd.concat([articles, odd], ignore_index=True), np.concatenate([vectors, np.eye(16, dtype=np.float32)[4:13]])


def test_what_belongs_nowhere_is_named_and_gets_a_topic_on_request_only(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "newslab")
    articles, vectors = scattered()
    model = TopicModel(n_topics=3).fit(articles, vectors)
    assert not set(model.outliers_) & set(model.article_topics_["article_id"])
    assert len(model.outliers_) + len(model.article_topics_) == len(articles)
    outside = articles["article_id"].isin(model.outliers_).to_numpy()
    assert outside.any()
    assert (
        f"topics: {len(model.topics_)}; in none of them (outliers_): {outside.sum()} of {len(articles)}" in caplog.text
    )
    assert sorted(model.assign(articles[outside], vectors[outside])["article_id"]) == model.outliers_
    assert -1 in model.bertopic_.topics_


def test_every_topic_says_how_stable_it_is_what_it_would_join_and_a_sentence(fitted: TopicModel) -> None:
    assert fitted.topics_["stability"].between(0.8, 1).all()
    assert 0.8 <= fitted.stability_ <= 1
    assert fitted.hierarchy_["n_topics"].tolist() == [2, 1]
    assert set(fitted.hierarchy_["topic_id"]) | set(fitted.hierarchy_["joins"]) == set(fitted.topics_["topic_id"])
    sentences = [sentence for row in fitted.topics_["sentences"] for sentence in row]
    assert sentences and all(any(one in text for text in THEMES.values()) for one in sentences)


def test_bertopics_own_views_work(fitted: TopicModel) -> None:
    model, texts = fitted.bertopic_, corpus()[0]["text"].tolist()
    assert model.get_topic_info()["Count"].tolist() == [20, 20, 20]
    assert all(len(found) == 3 for found in model.get_representative_docs().values())
    assert len(model.visualize_barchart().data) == 3
    assert model.visualize_heatmap().data and model.visualize_hierarchy().data
    assert len(model.hierarchical_topics(texts)) == 2


def test_bertopic_reads_new_texts_with_the_model_that_fit_used_or_asks_for_their_vectors(tmp_path: Path) -> None:
    articles, vectors = corpus()
    own, given = TopicModel(n_topics=3).fit(articles), TopicModel(n_topics=3).fit(articles, vectors)
    own.save(tmp_path / "own")
    numbers = {model.bertopic_.transform([articles["text"].iloc[0]])[0][0]
               for model in (own, TopicModel.load(tmp_path / "own"))}  # fmt: skip
    first = articles["article_id"].iloc[0]
    assert numbers == {own.topics_.set_index("topic_id").loc[
        own.article_topics_.set_index("article_id").loc[first, "topic_id"], "number"]}  # fmt: skip
    given.save(tmp_path / "given")
    for model in (given, TopicModel.load(tmp_path / "given")):
        with pytest.raises(ModelError, match="embeddings="):
            model.bertopic_.transform(["a text"])


def test_words_are_counted_as_scikit_learn_counts_them() -> None:
    from sklearn.feature_extraction.text import CountVectorizer

    texts = ["The river’s banks—two “old” mills, 3rd-rate.", "Café self-made x2 a b_c 東京 don't", "", "RIVER river's"]
    usual = CountVectorizer(stop_words="english", token_pattern=WORD)
    expected = usual.fit_transform(texts)
    counts, words = count_words(texts)
    assert words == usual.get_feature_names_out().tolist()
    assert (counts != expected).nnz == 0


def test_a_model_that_was_not_fitted_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="fit it first"):
        TopicModel().trend()
    with pytest.raises(ModelError, match="expected a saved TopicModel"):
        TopicModel.load(tmp_path)


def test_vectors_that_are_not_numbers_are_refused() -> None:
    articles, vectors = corpus(2)
    vectors[0] = np.nan
    with pytest.raises(TableError, match="finite"):
        TopicModel().fit(articles, vectors)


@pytest.mark.slow
def test_umap_and_hdbscan_stay_available() -> None:
    model = TopicModel(method="umap").fit(*corpus())
    assert 2 <= len(model.topics_) <= 6


def test_a_fit_of_nothing_has_all_columns() -> None:
    model = TopicModel().fit(corpus()[0].head(0))
    some = TopicModel(n_topics=2).fit(*corpus())
    assert list(model.topics_.columns) == list(some.topics_.columns)
    assert model.topics_[["label", "n_articles", "stability", "words"]].empty
    assert model.topics_.explode("articles", ignore_index=True).empty
    assert (model.outliers_, model.warnings_) == ([], [])
    assert list(model.trend().columns) == list(some.trend().columns)


def test_fewer_topics_than_were_asked_for_are_told(caplog: pytest.LogCaptureFixture) -> None:
    model = TopicModel(n_topics=50).fit(*corpus())
    told = f"50 topics were asked for, {len(model.topics_)} found"
    assert len(model.topics_) < 50
    assert model.warnings_[0].startswith(told)
    assert told in caplog.text


@pytest.mark.parametrize(
    ("stability", "each", "told"),
    [(0.31, [0.2, 0.9], "stability 0.31"), (0.9, [0.2, 0.9], "1 of 2 topics have a stability below 0.5"),
     (0.9, [0.7, 0.9], None), (float("nan"), [float("nan")] * 2, None)],
    ids=["all", "one", "none", "not measured"],
)  # fmt: skip
def test_topics_that_are_not_stable_are_told(stability: float, each: list[float], told: str | None) -> None:
    found = topic_warnings(pd.DataFrame({"stability": each}), stability, None, 100)
    assert [line[: len(told)] for line in found] == [told] if told else not found


def test_as_many_topics_as_are_asked_for_are_found_where_the_texts_allow(fitted: TopicModel) -> None:
    articles, vectors = (
        fitted._articles.assign(text=[f"text {n}" for n in range(len(fitted._articles))]),
        fitted.vectors_,
    )
    for wanted in (2, 5, 9):
        assert len(TopicModel(n_topics=wanted).fit(articles, vectors).topics_) == wanted


def test_parts_of_one_large_theme_are_topics_of_their_own() -> None:
    draw = np.random.default_rng(3)
    theme, parts = draw.normal(size=48), draw.normal(size=(4, 48))
    vectors = np.vstack([theme + 0.45 * part + 0.25 * draw.normal(size=(40, 48)) for part in parts])
    table = pd.DataFrame(
        {"article_id": [f"{n:03d}" for n in range(160)], "text": [f"word{n // 40} of {n}" for n in range(160)]}
    )
    found = TopicModel().fit(table, vectors)
    assert len(found.topics_) == 4
    assert found.topics_["n_articles"].max() < 60


def test_own_stop_words_ngrams_and_several_topics(fitted: TopicModel, tmp_path: Path) -> None:
    texts = ["The river rose over the town bridge."] * 20 + ["A chess club won the town cup."] * 20
    table = pd.DataFrame(
        {"article_id": [f"{n:02d}" for n in range(40)], "text": [f"{text} {n}" for n, text in enumerate(texts)]}
    )
    centre = np.repeat(np.eye(2), 20, axis=0) + np.random.default_rng(0).normal(scale=0.05, size=(40, 2))
    model = TopicModel(n_topics=2, stop_words=("river", "Chess"), ngrams=2, several=True).fit(table, centre)
    words = {word for words in model.topics_["words"] for word in words}
    assert not {"river", "chess"} & words
    assert any(" " in word for word in words)
    assert "river" not in " ".join(model.topics_["label"]).lower()
    assert set(table["article_id"]) == set(model.article_topics_["article_id"])
    model.save(tmp_path)
    again = TopicModel.load(tmp_path)
    pd.testing.assert_frame_equal(again.article_topics_, model.article_topics_)
    assert again.stop_words == model.stop_words


def test_words_of_a_theme_draw_articles_near_to_them() -> None:
    vectors = guided(np.eye(384, dtype=np.float32)[:5], [["flood", "river"]])
    assert vectors.shape == (5, 384)
    with pytest.raises(OptionError, match="dimensions"):
        guided(np.eye(3, dtype=np.float32), [["flood"]])
    with pytest.raises(OptionError, match="list"):
        TopicModel(stop_words="river")


def test_the_map_places_every_article_and_is_the_same_each_time(fitted: TopicModel) -> None:
    places = fitted.document_map()
    assert places["article_id"].tolist() == fitted._articles["article_id"].tolist()
    assert places[["x", "y"]].abs().max().max() <= 1
    pd.testing.assert_frame_equal(places, fitted.document_map())
    assert len(plot_topic_map(places).to_frame()) == len(places)


def test_what_all_topics_write_names_none() -> None:
    groups = {
        n: [(f"President speaks on {word}", f"The president spoke on {word}.")] * 4
        for n, word in enumerate(("steel", "wheat", "fish"))
    }
    assert [label.split(", ")[0] for label in label_groups(groups).values()] == ["steel", "wheat", "fish"]
