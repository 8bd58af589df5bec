import pytest

from newslab.digest.headlines import clean_title, find_heading, find_headline, find_own_heading, main_clause
from newslab.digest.wording import content_words


def test_the_headline_says_what_most_titles_say():
    titles = {
        "a": "Ferry line between Halden and Vikholm opens",
        "b": "Halden ferry line opens after nine years",
        "c": "Herring season begins in the bay of Vikholm",
    }
    headline, holders = find_headline(titles)
    assert headline in titles.values()
    assert "ferry" in headline.lower()
    assert holders


def test_copies_of_one_title_do_not_outvote_other_origins():
    titles = {f"copy{i}": "Herring season begins in the bay" for i in range(5)}
    titles |= {"x": "Ferry line from Halden opens today", "y": "Ferry line in Halden opens on Monday"}
    headline, _ = find_headline(titles, dict.fromkeys([f"copy{i}" for i in range(5)], "copy0"))
    assert "Ferry" in headline


@pytest.mark.parametrize(
    "bait", ["Why did the ferry open?", "You won't believe this Halden ferry!", "What we know so far"]
)
def test_bait_heads_no_story_where_there_is_a_title(bait):
    assert find_headline({"a": bait, "b": "Ferry line from Halden opens"})[0] == "Ferry line from Halden opens"


def test_no_title_gives_no_headline():
    assert find_headline({}) == ("", [])
    assert find_headline({"a": ""}) == ("", [])


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("Ferry line from Halden opens | Coast Daily", "Ferry line from Halden opens"),
        ("LIVE: Ferry line from Halden opens", "Ferry line from Halden opens"),
        ("Ferry opens - live", "Ferry opens - live"),
    ],
)
def test_a_title_is_cleaned_of_what_is_no_news(title, cleaned):
    assert clean_title(title) == cleaned
    assert cleaned in title


def test_a_heading_is_not_used_twice():
    told = [content_words("The ferry line opened in Halden harbour.")]
    titles = {"a": "Ferry line opens in Halden"}
    assert find_heading(told, titles, [])[0] == titles["a"]
    assert find_heading(told, titles, [titles["a"]]) == ("", "")


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        ("The harbour office opened a second ferry line in Halden.", "The harbour office opened a second ferry line"),
        ("The harbour office would open a second line in June.", ""),
        ("The harbour office did not open a line in June.", ""),
        ("The harbour office reportedly opened a line in June.", ""),
        ("He left in June.", ""),
        ("The captain started to smile even before the ferry left.", ""),
        ("The texts of Halden put the ferry in the first paragraph.", ""),
        ("The mayor of Halden also opened a line in June.", ""),
    ],
)
def test_a_clause_heads_a_paragraph_only_if_it_claims_no_more(sentence, clause):
    assert main_clause(sentence) == clause


def test_a_paragraph_may_take_the_title_of_an_article_it_is_told_from():
    told = [content_words("Herring fishermen filed a complaint.")]
    titles = [("a", "Why herring fishermen file complaint"), ("b", "Herring fishermen go to court")]
    assert find_own_heading(told, titles, []) == ("Herring fishermen go to court", "b")
    assert find_own_heading(told, titles, ["Fishermen of herring go to court"]) == ("", "")
    assert find_own_heading([frozenset({"ferry"})], titles, []) == ("", "")


def test_shouted_and_early_titles_give_way():
    titles = {
        "a": "Halden ferry hit in MAJOR collision",
        "b": "Halden ferry hit in collision",
        "c": "Halden ferry hit; cause unknown",
    }
    assert find_headline(titles)[0] == titles["b"]


def test_a_headline_tells_no_toll_that_later_reports_overtook():
    titles = {
        "a": "Five dead as Halden tram overturns",
        "b": "Halden tram overturns: five killed",
        "c": "At least seven killed as Halden tram overturns",
    }
    told = [
        "Seven people were killed in Halden.",
        "At least seven people have died.",
        "Five people died, police said first.",
    ]
    assert find_headline(titles)[0] != titles["c"]
    assert find_headline(titles, told=told)[0] == titles["c"]
    assert find_headline(titles, told=told[:1])[0] != titles["c"]  # one report alone overtakes nothing
