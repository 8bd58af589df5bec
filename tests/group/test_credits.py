"""An outlet that is not recognised under another spelling counts as one witness more."""

from __future__ import annotations

import pytest

from newslab.group.credits import find_outlets, known_outlets, one_spelling, outlet_key

SAME = {
    "host and name": ("www.washingtonpost.com", "The Washington Post"),
    "short and long": ("NYT", "The New York Times"),
    "agency": ("AP", "Associated Press"),
    "agency with its kind": ("Yonhap News Agency", "yonhap"),
    "host below a second level": ("www.bbc.co.uk", "BBC News"),
    "edition and name": ("asia.fjordtimes.or.jp", "Fjord Times"),
    "initials with points": ("A.P.", "Associated Press"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_spellings_of_one_outlet_meet(one: str, other: str) -> None:
    assert outlet_key(one) == outlet_key(other)


def test_a_blog_at_a_service_is_no_outlet_of_the_name_of_either() -> None:
    assert (
        len({outlet_key(name) for name in ("reuters.wordpress.com", "fog.wordpress.com", "Reuters", "WordPress")}) == 4
    )


def test_an_outlet_of_several_hosts_is_called_by_its_own() -> None:
    spelled = one_spelling(["asia.coast.com.cn", "www.coast.com.cn"])
    assert set(spelled.values()) == {"www.coast.com.cn"}


LINES = {
    "dateline": ("SEOUL, Feb. 2 (Yonhap) -- The minister left.", ("credit", "Yonhap")),
    "dateline below a byline": ("By Anna Berg\nSEOUL, Feb. 2 (Yonhap) -- The minister left.", ("credit", "Yonhap")),
    "first line": ("Yonhap | Updated: 2026-02-02 17:52\nThe minister left.", ("credit", "Yonhap")),
    "line below the title": (
        "Minister leaves Seoul\nYonhap | Updated: 2026-02-02 17:52\nThe minister left.",
        ("credit", "Yonhap"),
    ),
    "last line": ("The minister left.\n\n(Yonhap)", ("credit", "Yonhap")),
    "byline": ("By Anna Berg, Associated Press\nThe minister left.", ("credit", "Associated Press")),
    "reprint": ("This article originally appeared in Fjord Times. It rained.", ("credit", "Fjord Times")),
    "according to": ("The minister left, according to Reuters.", ("lead", "Reuters")),
    "told": ("The minister told the Fjord Times that she left.", ("lead", "Fjord Times")),
    "reported": ("It rained, the Fjord Times newspaper reported on Friday.", ("lead", "Fjord Times")),
}


@pytest.mark.parametrize(("text", "expected"), LINES.values(), ids=LINES.keys())
def test_what_a_text_says_of_its_origin(text: str, expected: tuple[str, str]) -> None:
    assert list(find_outlets("", text, known_outlets(["Fjord Times"]))) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "According to the ministry, it rained.",
        "Rain\nThe man (Reuters) left.",
        "Image copyright Reuters\nIt rained.",
        "",
    ],
)
def test_who_is_no_outlet_is_not_named(text: str) -> None:
    assert list(find_outlets("", text, known_outlets(["Fjord Times"]))) == []


@pytest.mark.parametrize(
    ("names", "n"),
    [
        pytest.param(["Coast Daily", "COAST  daily"], 1, id="capitals and spaces"),
        pytest.param(["www.coast.example", "m.coast.example", "coast.example"], 1, id="prefixes of a host"),
        pytest.param(["www.coastdaily.co.example", "www.coastdaily.co.uk"], 2, id="two hosts"),
        pytest.param(
            ["www.coastdaily.co.uk", "Coast Daily", "coastdaily"], 2, id="letters without spaces are no name's"
        ),
        pytest.param(["www.coastdaily.co.uk", "Coast Daily"], 1, id="a host and its name"),
        pytest.param(["coastdaily.example", "www.coastdaily.co.uk", "Coast Daily"], 3, id="a name that two hosts have"),
        pytest.param(["money.coast.example", "coast.example", "Coast"], 1, id="a part of a site"),
        pytest.param(["asia.coast.com.cn", "us.coast.com.cn", "www.coast.com.cn"], 1, id="editions of one outlet"),
        pytest.param(["fog.wordpress.com", "sea.wordpress.com", "www.fog.wordpress.com"], 2, id="blogs of one service"),
        pytest.param(["sea.wordpress.com", "Sea"], 2, id="a blog is not the outlet of its name"),
        pytest.param(["Coast Daily", "CD", "The Coast Daily"], 3, id="initials and articles are not certain"),
        pytest.param(["—", "m.example", ".example"], 3, id="no letters"),
    ],
)
def test_spellings_of_one_outlet_are_folded_where_that_is_certain(names, n):
    spelled = one_spelling(names)
    assert len(set(spelled.values())) == n
    assert set(spelled.values()) <= set(names) == set(spelled)
    assert spelled == one_spelling(reversed(names))
