"""A wrong story spoils everything after it; one that changes its mind on each run is worse."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from newslab.errors import ModelError, OptionError, TableError
from newslab.group.stories import StoryLinker, embedding_texts, link_stories
from newslab.tables import MEMBERS, STORIES, check

# three parts of one thread on a ferry, and two events that have nothing to do with it
STORIES_TOLD = {
    "sinking": (
        "Alda sinks off Ostby",
        "The ferry Alda sank off Ostby on Thursday night after it struck rocks. Helicopters from Kirra and Holm pulled Jan Brandt "
        "and Mila Sorel from cold water, Saint Anne hospital treated survivors for shock, and Bishop Anders Vik prayed "
        "with relatives on the quay. Nordline ran the Alda between Ostby and Korv.",
        0,
    ),
    "inquiry": (
        "Judge Rask faults officers of the Alda",
        "A commission under Judge Eva Rask found in Lund on Thursday that Captain Tor Moe ignored warnings of fog and had slept too "
        "little. Her report asks Minister Per Dahl for stricter licences, shorter shifts and the black boxes that Dover "
        "and Calais have. Nordline, which ran the Alda between Ostby and Korv, gave no comment.",
        14,
    ),
    "salvage": (
        "Wreck of Alda lifted by cranes from Rotterdam",
        "Divers of Smeets fixed steel cables on Wednesday before the barges Titan and Hercules raised its bow by a "
        "metre. Engineer Lotte Maas pumps oil from tanks; scrap merchants of Aliaga have made their first "
        "bids to Lloyd and Sons. Nordline pays for tugs from Ostby and Korv to the Alda.",
        28,
    ),
    "chess": (
        "Lind wins chess open in Maribor",
        "Grandmaster Eva Lind won the Maribor open with a bishop ending. Her rival Pavel Novak from Prague resigned on "
        "move sixty after an oversight in time trouble, and juniors shared third prize.",
        10,
    ),
    "bread": (
        "Bakers of Tarn raise price of rye",
        "The bakers of Tarn raised rye by a tenth as flour became dearer. Mills blame a wet harvest and costly "
        "electricity, while shops of the Soult chain fear that customers turn to frozen rolls.",
        12,
    ),
}
ANGLES = {"sinking": (1, 0, 0, 0), "inquiry": (0.7, 0.7, 0, 0), "salvage": (0.7, 0, 0.7, 0), "chess": (0, 0, 0, 1)}


def corpus(copies: int = 3) -> tuple[pd.DataFrame, np.ndarray]:
    draw = np.random.default_rng(0)
    rows, vectors = [], []
    for name, (title, text, day) in STORIES_TOLD.items():
        base = np.zeros(24)
        base[:4] = ANGLES.get(name, (0, 0, 0, -1))
        for n in range(copies):
            rows.append({"article_id": f"{name}-{n}", "source": f"s{n}", "title": title,
                         "text": f"{text} Reporter {n} saw {'ABCDEFG'[n]} {draw.integers(1e9)} of it, told {n} more and "
                         + " ".join("".join(draw.choice(list("abcdefghij"), 5)) for _ in range(25)),
                         "published": pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(days=day, hours=n)})  # fmt: skip
            vectors.append(base + draw.normal(0, 0.03, 24))
    return pd.DataFrame(rows), np.array(vectors, dtype=np.float32)


def lower(stories: pd.DataFrame, members: pd.DataFrame) -> dict[str, str]:
    parts = stories.loc[~stories["story_id"].isin(stories["parent_id"]), "story_id"]
    kept = members[members["story_id"].isin(parts)]
    return dict(zip(kept["article_id"], kept["story_id"], strict=True))


def groups(stories: pd.DataFrame, members: pd.DataFrame) -> set[frozenset[str]]:
    story = pd.Series(lower(stories, members))
    return {frozenset(found.index) for _, found in story.groupby(story)}


def test_each_event_is_a_story_and_the_thread_is_their_parent() -> None:
    articles, vectors = corpus()
    stories, members = link_stories(articles, vectors=vectors)
    assert groups(stories, members) == {frozenset(f"{name}-{n}" for n in range(3)) for name in STORIES_TOLD}
    parts = stories[stories["parent_id"].notna()]
    assert len(set(parts["parent_id"])) == 1
    assert set(parts["title"]) == {STORIES_TOLD[name][0] for name in ("sinking", "inquiry", "salvage")}
    parent = stories.set_index("story_id").loc[parts["parent_id"].iloc[0]]
    assert "Alda" in parent["title"] or "Korv" in parent["title"]
    assert (parent["n_articles"], parent["n_sources"]) == (9, 3)
    assert (parent["first_day"], parent["last_day"]) == (pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-29"))


def test_every_article_is_in_its_part_and_in_the_parent() -> None:
    stories, members = link_stories(corpus()[0], vectors=corpus()[1])
    counted = members.groupby("story_id").size()
    assert counted.to_dict() == stories.set_index("story_id")["n_articles"].to_dict()
    check(stories, STORIES)
    check(members, MEMBERS)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_order_of_rows_changes_the_tables(seed: int) -> None:
    articles, vectors = corpus()
    order = np.random.default_rng(seed).permutation(len(articles))
    expected = link_stories(articles, vectors=vectors)
    found = link_stories(articles.iloc[order], vectors=vectors[order])
    for one, other in zip(expected, found, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_days_may_be_wholly_unknown() -> None:
    articles, vectors = corpus()
    stories, members = link_stories(articles[["article_id", "text"]], vectors=vectors)
    assert len(groups(stories, members)) == len(STORIES_TOLD)
    assert stories["first_day"].isna().all()


def test_a_copy_goes_with_its_origin_and_weighs_nothing() -> None:
    articles, vectors = corpus()
    copy = articles.iloc[[0]].assign(article_id="copy", source="Echo")
    more = pd.concat([articles, copy], ignore_index=True)
    stories, members = link_stories(more, vectors=np.vstack([vectors, -vectors[:1]]))
    story = lower(stories, members)
    assert story["copy"] == story["sinking-0"]


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["One text alone."],
        ["Same words here."] * 3,
        ["東京で地震がありました。", "Москва заявила об этом."],
        ["", ""],
    ],
    ids=["empty", "one row", "repeated", "not Latin", "no words"],
)
def test_tables_of_any_kind_are_taken(texts: list[str]) -> None:
    rows = pd.DataFrame({"article_id": [f"a{n}" for n in range(len(texts))], "text": texts})
    stories, members = link_stories(rows, vectors=np.ones((len(texts), 4)))
    assert set(lower(stories, members)) == set(rows["article_id"])
    assert stories["title"].str.len().gt(0).all()


def _sample_scores(embedding: str, sample: pd.DataFrame, gold: list[str], turn: bool = False) -> tuple[float, float]:
    from newslab.evaluate.stories import score_bcubed
    from newslab.text.embed import embed

    vectors = embed(embedding_texts(sample), model=embedding)
    if turn:  # the same angles in another space: no model that newslab knows
        vectors = vectors @ np.linalg.qr(np.random.default_rng(0).normal(size=(vectors.shape[1],) * 2))[0]
    stories, members = link_stories(sample, vectors=vectors)
    part = lower(stories, members)
    parents = dict(zip(stories["story_id"], stories["parent_id"], strict=True))
    tops = [parents[part[one]] if isinstance(parents[part[one]], str) else part[one] for one in sample["article_id"]]
    precision, recall = (float(one.mean()) for one in score_bcubed(gold, tops))
    return precision, recall


def _sample_with_gold() -> tuple[pd.DataFrame, list[str]]:
    from newslab.read.sample import load_sample

    path = Path(__file__).parents[2] / "data" / "sample" / "gold" / "stories.jsonl"
    if not path.exists():
        pytest.skip("the gold of the sample comes with the sources, not with the package")
    marked = {row["article_id"]: row["story"] for row in map(json.loads, path.read_text("utf-8").splitlines())}
    sample = load_sample()
    sample = sample[sample["language"].isna() | (sample["language"] == "en")].reset_index(drop=True)
    return sample, [marked[one] or one for one in sample["article_id"]]


@pytest.mark.xfail(strict=True, reason="threads learned from real news part the long thread of the sample: recall .74")
def test_the_stories_of_the_sample_are_found_whole() -> None:
    sample, gold = _sample_with_gold()
    precision, recall = _sample_scores("quality", sample, gold, turn=False)
    assert 2 * precision * recall / (precision + recall) > 0.95


def test_other_vectors_find_the_stories_of_the_sample_too() -> None:
    sample, gold = _sample_with_gold()
    # the gold holds all ties of a region together, which a thread does not; static vectors tell less
    for name, turn, least in (("quality", False, 0.7), ("fast", False, 0.6), ("fast", True, 0.5)):
        precision, recall = _sample_scores(name, sample, gold, turn)
        assert precision > 0.9 and recall > least, (name, turn)


def test_the_background_of_news_is_read_from_the_resources() -> None:
    from newslab.group.background import MEANS, find_background
    from newslab.text.embed import embed

    text = ["Ministers met in Ostby on Monday and spoke of the budget, officials said."]
    assert MEANS.parent.name == "resources" and MEANS.read_text("utf-8").startswith("#")
    assert find_background(embed(text, model="fast")).mean is not None
    assert find_background(np.ones((3, 256)) * np.tile([1, -1], 128)).mean is None


def test_articles_in_another_language_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    articles, vectors = corpus()
    articles["language"] = ["fr", *["en"] * (len(articles) - 1)]
    with caplog.at_level("INFO"):
        _, members = link_stories(articles, vectors=vectors)
    assert articles["article_id"].iloc[0] not in set(members["article_id"])
    assert "1 of 15 articles are not English" in caplog.text


def test_vectors_of_another_length_are_refused_in_one_line() -> None:
    articles, vectors = corpus()
    with pytest.raises(TableError, match="expected 15 rows"):
        link_stories(articles, vectors=vectors[:4])


def test_cuts_are_probabilities() -> None:
    articles, vectors = corpus()
    alone = groups(*link_stories(articles, vectors=vectors, same_event=1))
    assert len(alone) == len(articles)
    stories, _ = link_stories(articles, vectors=vectors, same_thread=1)
    assert stories["parent_id"].isna().all()
    wide = groups(*link_stories(articles, vectors=vectors, same_event=0.01))
    assert len(wide) < len(STORIES_TOLD)


@pytest.mark.parametrize("cut", [0, -1, 1.5])
def test_a_cut_outside_its_range_is_refused(cut: float) -> None:
    with pytest.raises(OptionError, match="same_event"):
        link_stories(corpus()[0], vectors=corpus()[1], same_event=cut)


@pytest.mark.parametrize("batch", [1, 4, 15])
def test_a_stream_ends_where_one_batch_does(batch: int) -> None:
    articles, vectors = corpus()
    order = np.argsort(articles["published"].to_numpy(), kind="stable")
    linker = StoryLinker()
    for start in range(0, len(order), batch):
        rows = order[start : start + batch]
        stories, members = linker.add(articles.iloc[rows], vectors[rows])
    assert groups(stories, members) == groups(*link_stories(articles, vectors=vectors))


def test_a_copy_that_stands_before_its_text_is_not_lost() -> None:
    articles, vectors = corpus()
    order = np.argsort(articles["published"].to_numpy(), kind="stable")
    again = articles.iloc[order[4:8]].assign(source="Echo").reset_index(drop=True)
    again["article_id"] = "copy-" + again["article_id"]
    linker = StoryLinker()
    linker.add(articles.iloc[order[:4]], vectors[order[:4]])
    day = pd.concat([articles.iloc[order[4:8]], again], ignore_index=True)
    _, members = linker.add(day, vectors[np.concatenate([order[4:8]] * 2)])
    assert set(day["article_id"]) <= set(members["article_id"])


def test_ids_stay_and_every_change_has_a_reason() -> None:
    articles, vectors = corpus()
    early = (articles["published"] < "2026-01-14").to_numpy()
    linker = StoryLinker()
    before, _ = linker.add(articles[early], vectors[early])
    after, members = linker.add(articles[~early], vectors[~early])
    assert set(before["story_id"]) <= set(after["story_id"])
    changes = linker.changes_
    assert set(changes.loc[changes["run"] == "2026-01-29", "change"]) == {"born", "moved"}
    assert changes["reason"].str.len().gt(10).all()
    born = set(changes.loc[changes["change"] == "born", "story_id"])
    assert set(lower(after, members).values()) <= born


def test_a_saved_linker_goes_on_where_it_stopped(tmp_path: Path) -> None:
    articles, vectors = corpus()
    whole, half = StoryLinker(), StoryLinker()
    for linker in (whole, half):
        linker.add(articles[:7], vectors[:7])
    half.save(tmp_path)
    assert not list(tmp_path.glob("*.pkl")) and (tmp_path / "linker.json").exists()
    again = StoryLinker.load(tmp_path)
    expected = whole.add(articles[7:], vectors[7:])
    for one, other in zip(expected, again.add(articles[7:], vectors[7:]), strict=True):
        pd.testing.assert_frame_equal(one, other)
    pd.testing.assert_frame_equal(whole.changes_, again.changes_)


def test_an_article_added_twice_is_refused() -> None:
    articles, vectors = corpus()
    linker = StoryLinker()
    linker.add(articles, vectors)
    with pytest.raises(TableError, match="were added before"):
        linker.add(articles, vectors)


def test_a_folder_without_a_linker_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="expected a saved StoryLinker"):
        StoryLinker.load(tmp_path)


def test_large_events_and_threads_are_joined_as_wholes(monkeypatch: pytest.MonkeyPatch) -> None:
    from newslab.group import living

    monkeypatch.setattr(living, "LARGE", 2)
    monkeypatch.setattr(living, "LARGE_THREAD", 2)
    articles, vectors = corpus(6)
    order = np.argsort(articles["published"].to_numpy(), kind="stable")
    linker = StoryLinker()
    for start in range(0, len(order), 3):
        rows = order[start : start + 3]
        stories, members = linker.add(articles.iloc[rows], vectors[rows])
    assert groups(stories, members) == groups(*link_stories(articles, vectors=vectors))
    counted = members.groupby("story_id").size()
    assert counted.to_dict() == stories.set_index("story_id")["n_articles"].to_dict()


def test_the_title_of_a_long_thread_is_read_from_all_its_parts() -> None:
    from newslab.group.storybook import READ, _some

    parts = [list(range(READ * 2)), [-1, -2], [-3]]
    some = _some(parts)
    assert sum(map(len, some)) <= READ and some[1:] == parts[1:] and {0, READ * 2 - 1} <= set(some[0])
    assert _some([[1, 2], [3]]) == [[1, 2], [3]]
    assert len(_some([[n] for n in range(READ * 3)])) == READ
