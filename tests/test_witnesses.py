"""One count of independent origins: every table, page and index must give the same number for the same story."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import newslab as nl
from newslab.compare.tracing import trace_origins
from newslab.corpus import Corpus
from newslab.errors import TableError
from newslab.group.copies import witnesses
from newslab.report.shelf import Shelf
from newslab.tables import ARTICLES, build

FERRY = (
    "The ferry Aurora ran aground off Harbourtown on Tuesday morning, the coast guard said. Some 120 passengers were "
    "taken ashore in small boats by noon. The hull is dry and nobody was hurt, the harbour master told reporters."
)
PIER = (
    "Passengers of the ferry Aurora waited on the pier of Harbourtown until evening after the ship struck a sandbank. "
    "The company promised to pay for hotels, and a tug will pull the ferry off the sandbank at high water."
)
TUG = (
    "A tug pulled the ferry Aurora off the sandbank near Harbourtown at high water on Wednesday. Divers will look at "
    "the hull of the ferry before it sails again, the coast guard said, and the harbour stays closed until then."
)
CITED = (
    "The ferry Aurora ran aground off Harbourtown with 120 passengers, according to Harbour Wire. Its crew had been "
    "warned of the sandbank, and the coast guard will hear the captain of the ferry."
)
CAPTAIN = (
    "The captain of the ferry Aurora told an inquiry in Harbourtown that fog had hidden the buoys. He steered by radar "
    "until the ship touched the sandbank, he said, and sent his passengers to the upper deck at once."
)
MATE = (
    "The mate of the ferry Aurora praised the passengers who waited on the pier of Harbourtown after the ship struck a "
    "sandbank. Nobody pushed, she said, and the children were carried to the small boats before the luggage was."
)
ROWS = [
    ("a", "Harbour Wire", "Ferry Aurora runs aground off Harbourtown", FERRY, "en"),
    ("b", "Copy Post", "Ferry Aurora runs aground off Harbourtown", FERRY, "en"),
    ("c", "HARBOUR WIRE", "Tug pulls ferry Aurora off sandbank at Harbourtown", TUG, "en"),
    ("d", "www.depot.com.cn", "Ferry Aurora passengers wait at Harbourtown", PIER, "en"),
    ("e", "Coast Daily", "Ferry Aurora aground off Harbourtown, agency says", CITED, "en"),
    ("f", None, "Captain of ferry Aurora to be heard at Harbourtown", CAPTAIN, "en"),
    ("h", "asia.depot.com.cn", "Mate of ferry Aurora praises passengers at Harbourtown", MATE, "en"),
    ("g", "Le Phare", "Le ferry Aurora s'échoue", "Le ferry Aurora s'est échoué mardi près du port.", "fr"),
]  # fmt: skip


class Shown:
    """A corpus and the pages of its stories, each built once."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.pages = {story: nl.build_page(corpus, story) for story in corpus.stories["story_id"]}
        self.html = {story: page.to_html() for story, page in self.pages.items()}


@pytest.fixture(scope="module")
def small() -> Shown:
    rows = [
        {"article_id": key, "source": source, "title": title, "text": text, "language": language,
         "published": f"2026-03-0{3 + n // 4}T15:0{n}:00Z"}
        for n, (key, source, title, text, language) in enumerate(ROWS)
    ]  # fmt: skip
    return Shown(nl.build_corpus(build(rows, ARTICLES)))


@pytest.fixture(scope="module")
def corpus(small) -> Corpus:
    return small.corpus


@pytest.fixture(scope="module")
def sample() -> Shown:
    return Shown(nl.build_corpus(nl.load_sample()))


def figures(shown: Shown) -> pd.DataFrame:
    """Every figure of independent origins that a user meets, one row per story."""
    corpus = shown.corpus
    shelf = Shelf.of(corpus)
    front = nl.build_index(corpus).data["front"]
    index = {card["story_id"]: card["n_origins"] for card in front["top"]}
    traced = trace_origins(corpus.articles, corpus.copies, corpus.members).groupby("traced_id")["witness"].nunique()
    found = []
    for row in corpus.stories.itertuples():
        text, notes = shown.html[row.story_id], shown.pages[row.story_id].to_markdown()
        found.append({
            "story_id": row.story_id, "table": row.n_sources, "traced": traced[row.story_id],
            "shelf": shelf.n_origins(shelf.articles_of(row.story_id)), "index": index.get(row.story_id, row.n_sources),
            "header": int(re.search(r"<b>(\d+) independent origins?</b>", text)[1]),
            "rail": int(re.search(r"<dd>(\d+)</dd><dt>independent origin", text)[1]),
            "markdown": int(re.search(r", (\d+) independent origins?\*", notes)[1]),
        })  # fmt: skip
        compared = re.search(r"from (\d+) independent origins", text)
        found[-1]["compared"] = int(compared[1]) if compared else row.n_sources
    return pd.DataFrame(found).set_index("story_id")


@pytest.mark.parametrize("name", ["small", "sample"])
def test_every_figure_of_independent_origins_is_the_same(name, request):
    found = figures(request.getfixturevalue(name))
    assert found["table"].max() > 1
    assert found[found.ne(found["table"], axis=0).any(axis=1)].empty, found


@pytest.mark.parametrize("name", ["small", "sample"])
def test_events_count_as_stories_do(name, request):
    corpus = request.getfixturevalue(name).corpus
    cited = corpus.citations[corpus.citations["cited_id"].isin(set(corpus.events["event_id"]))]
    traced = trace_origins(corpus.articles, corpus.copies, cited).groupby("traced_id")["witness"].nunique()
    events = corpus.events.set_index("event_id")
    assert len(events)
    assert traced.loc[events.index].tolist() == events["n_sources"].tolist()
    assert (events["n_sources"] <= events["story_id"].map(corpus.stories.set_index("story_id")["n_sources"])).all()


@pytest.mark.parametrize("name", ["small", "sample"])
def test_coverage_counts_reports_and_names_them_so(name, request):
    shown = request.getfixturevalue(name)
    corpus = shown.corpus
    reports = corpus.coverage.groupby("story_id")["n_reports"].agg(["min", "max"])
    assert (reports["min"] == reports["max"]).all()
    for story, n in reports["max"].items():
        text = shown.html[story]
        shares = [int(n) for n in re.findall(r"of the (\d+) independent reports", text)]
        caption = re.search(r"Who carried it <span>Share of the story’s (\d+) independent reports?", text)
        assert {int(caption[1]), *shares} == {n}


def test_who_is_a_witness(corpus):
    found = witnesses(corpus.articles, corpus.copies)
    assert found["b"] == found["a"] == found["c"] == found["e"] == "HARBOUR WIRE"
    assert found["f"] == "f"
    assert found["d"] == found["h"] == "www.depot.com.cn"
    assert pd.isna(found["g"])
    index = nl.build_index(corpus)
    front = index.data["front"]
    assert (front["n_origins"], front["n_sources"], front["n_unnamed"]) == (3, 4, 1)
    assert "4 sources and 1 article without a named source" in index.to_html()
    assert "(1 in other languages, not read)" in index.to_html()
    assert len(set(corpus.coverage["source"]) & {"Harbour Wire", "HARBOUR WIRE"}) == 1


def test_a_linker_counts_an_origin_of_an_earlier_day(corpus):
    linker = nl.StoryLinker()
    articles = corpus.articles[corpus.articles["article_id"].isin(["a", "b"])]
    linker.add(articles[articles["article_id"] == "a"])
    stories, _ = linker.add(articles[articles["article_id"] == "b"], copies=corpus.copies)
    assert stories["n_sources"].tolist() == [1]


@pytest.mark.parametrize("columns", [["article_id"], ["story_id"], ["cited_id", "article_id"]])
def test_what_is_traced_must_be_named(corpus, columns):
    cited = corpus.members.assign(cited_id="event")[columns]
    with pytest.raises(TableError, match=r"cited\.\w+: the column is missing"):
        trace_origins(corpus.articles, corpus.copies, cited)


def test_second_hand_lines_are_drawn_and_a_correction_is_called_one(sample):
    corpus = sample.corpus
    top = corpus.stories.sort_values("n_articles").iloc[-1]["story_id"]
    told = trace_origins(corpus.articles, corpus.copies, corpus.members[corpus.members["story_id"] == top])
    told = told[told["kind"] == "second hand"].drop_duplicates(["article_id", "origin_id"])
    drawn = [edge for edge in sample.pages[top].data["origins"]["edges"] if edge["kind"] == "named"]
    assert len(drawn) == len(told) > 0
    assert "a corrected version of" in "".join(sample.html.values())
