import pytest

from newslab.digest.desk import Desk
from newslab.digest.headlines import find_heading, thread_headline
from newslab.tables import CONTRACTS, build


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
