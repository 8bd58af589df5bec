import pytest

from newslab.digest.desk import Desk
from newslab.digest.headlines import clean_title, find_heading, find_headline, thread_headline
from newslab.tables import CONTRACTS, build

FERRY = ["The ferry line between Halden and Vikholm opened after nine years."]


def headline_of(titles, told=FERRY, **more):
    return find_headline(titles, told, **{"origins": {}, **more})


def test_the_headline_says_what_most_titles_and_the_page_say():
    titles = {
        "a": "Ferry line between Halden and Vikholm opens",
        "b": "Halden ferry line opens after nine years",
        "c": "Herring season begins in the bay of Vikholm",
    }
    headline, holders = headline_of(titles)
    assert "ferry" in headline.lower()
    assert titles[holders[0]] == headline


def test_copies_of_one_title_do_not_outvote_other_origins():
    titles = {f"copy{i}": "Herring season begins in the bay" for i in range(5)}
    titles |= {"x": "Ferry line from Halden opens today", "y": "Ferry line in Halden opens on Monday"}
    assert "Ferry" in headline_of(titles, origins=dict.fromkeys([f"copy{i}" for i in range(5)], "copy0"))[0]


@pytest.mark.parametrize(
    "bait",
    [
        "Why did the ferry open?",
        "You won't believe this Halden ferry!",
        "What we know so far",
        "Halden ferry line: cause unknown",
    ],
)
def test_bait_and_what_is_not_known_yet_head_no_story_where_there_is_a_title(bait):
    assert headline_of({"a": bait, "b": "Ferry line from Halden opens"})[0] == "Ferry line from Halden opens"


def test_no_title_gives_no_headline():
    assert headline_of({}) == headline_of({"a": ""}) == ("", [])


def test_a_title_with_a_value_that_was_replaced_is_not_taken():
    titles = {"a": "Halden tram overturns: 5 killed", "b": "Halden tram overturns and kills 7 people"}
    told = ["The tram overturns in Halden: 5 killed."]
    assert headline_of(titles, told)[0] == titles["a"]
    assert headline_of(titles, told, overtaken=["5 killed"])[0] == titles["b"]


def test_of_titles_that_say_as_much_that_of_the_newest_status_is_taken():
    titles = {"a": "Ferry line from Halden opens", "b": "Ferry line from Halden closes"}
    told = ["The ferry line from Halden opened.", "The ferry line from Halden closed."]
    assert headline_of(titles, told, newest=["b"])[0] == titles["b"]


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


def test_a_heading_tells_what_its_paragraph_says_and_is_not_used_twice():
    told, titles = ["The ferry line opened in Halden harbour."], [("a", "Ferry line opens in Halden")]
    assert find_heading(told, titles, []) == ("Ferry line opens in Halden", "a")
    assert find_heading(told, titles, ["Ferry line opens in Halden"]) == ("", "")
    assert find_heading(["Herring fishermen filed a complaint."], titles, []) == ("", "")


def thread(named):
    titles = {f"a{at}": f"{name} moves again" for at, name in enumerate(named)}
    rows = [{"article_id": key, "title": title, "text": "x", "source": "Bay Radio"} for key, title in titles.items()]
    names = [
        {
            "article_id": key,
            "field": "title",
            "start": 0,
            "end": len(name),
            "text": name,
            "kind": "org",
            "entity_id": name,
        }
        for key, name in zip(titles, named, strict=True)
    ]
    members = [{"story_id": f"s-{key}", "article_id": key} for key in titles]
    made = {"articles": rows, "names": names, "members": members}
    desk = Desk.of({name: build(found, CONTRACTS[name]) for name, found in made.items()})
    return thread_headline(desk, [f"s-{key}" for key in titles], titles)


def test_a_thread_is_headed_by_what_its_parts_share_and_says_how_many():
    assert thread(["Halden", "Halden", "Halden", "Vikholm"]) == ("Halden: 4 linked stories", ["a0"])


@pytest.mark.parametrize(
    "named", [["Halden", "Vikholm", "Sel"], ["Halden", "Halden"]], ids=["shares nothing", "two parts"]
)
def test_a_thread_that_shares_too_little_has_the_headline_of_a_part(named):
    assert thread(named) == ("", [])
