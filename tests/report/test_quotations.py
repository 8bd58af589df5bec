from dataclasses import replace

from newslab.report.page import build_page
from newslab.tables import CONTRACTS, build
from tests.report.story import STORY, TEXTS, make_corpus

FULL = "The ferry will never carry herring over this bay"
ALTERED = "The ferry will carry herring over this bay"


def page_of(version="altered", words=ALTERED, source="The Vikholm Post"):
    texts = dict(TEXTS)
    for key, said in (("a1", FULL), ("a2", words)):
        outlet, day, title, text = texts[key]
        texts[key] = (outlet, day, title, f'{text} "{said}", Marta Okafor said.')
    corpus = make_corpus(texts)
    rows = [
        {
            "quotation_id": "q1", "article_id": key, "field": "text", "start": texts[key][3].index(said),
            "end": texts[key][3].index(said) + len(said), "text": said, "speaker": "Marta Okafor", "verb": "said",
            "version": kind, "similarity": 0.9, "n_articles": 2, "n_sources": 2, "n_origins": 2, "source": outlet,
        }
        for key, said, kind, outlet in (("a1", FULL, "full", "Northern Wire"), ("a2", words, version, source))
    ]  # fmt: skip
    return build_page(replace(corpus, quotations=build(rows, CONTRACTS["quotations"])), STORY)


def test_what_a_source_left_out_of_a_quotation_is_struck_through_beside_the_full_words():
    (quote,) = (page := page_of()).data["quotations"]
    assert quote["speaker"] == "Marta Okafor"
    assert ("cut", "never") in [tuple(one) for one in quote["versions"][0]["diff"]]
    assert quote["full"]["cites"][0]["words"] == FULL
    assert "<del>never</del>" in page.to_html()


def test_the_same_words_and_one_source_twice_are_no_change():
    assert page_of(version="same", words=FULL).data["quotations"] == []
    assert page_of(source="Northern Wire").data["quotations"] == []


def test_hostile_words_of_a_quotation_are_words():
    text = page_of(words="The ferry <script>alert(1)</script> carry herring over this bay").to_html()
    assert "<script>alert" not in text
    assert "<ins>" in text
