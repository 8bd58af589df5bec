"""Hosts of one outlet counted apart make one voice look like many; blogs of one service taken together hide voices."""

from __future__ import annotations

import pytest

from newslab.errors import ReadError
from newslab.group import hosts
from newslab.group.hosts import Site, site_of

SITES = {
    "an edition": ("asia.coastdaily.com.cn", Site("coastdaily.com.cn", "coastdaily")),
    "a second level that the list alone knows": ("www.coastdaily.or.jp", Site("coastdaily.or.jp", "coastdaily")),
    "a desk": ("money.coastdaily.com", Site("coastdaily.com", "coastdaily")),
    "an ending that is no list's": ("www.coastdaily.co.example", Site("coastdaily.co.example", "coastdaily")),
    "two labels, the first like an ending": ("co.example", Site("co.example", "co")),
    "an author at a service of the list": ("fog.github.io", Site("fog.github.io", "")),
    "below an author": ("www.fog.github.io", Site("fog.github.io", "")),
    "a blog": ("fog.substack.com", Site("fog.substack.com", "")),
    "a blog, mobile": ("m.fog.blogspot.co.uk", Site("fog.blogspot.co.uk", "")),
    "a service's own pages": ("www.wordpress.com", Site("wordpress.com", "wordpress")),
    "a service itself": ("github.io", Site("github.io", "")),
    "letters of another script": ("www.nyheter-på-øya.no", Site("nyheter-på-øya.no", "nyheter-på-øya")),
    "an encoded ending": ("www.fog.xn--p1ai", Site("fog.xn--p1ai", "fog")),
}


@pytest.mark.parametrize(("host", "expected"), SITES.values(), ids=SITES.keys())
def test_whose_site_a_host_is(host: str, expected: Site) -> None:
    assert site_of(host) == expected


@pytest.mark.parametrize("name", ["", "coast daily", "a.p.", "...", "127.0.0.1", "[a.b", "coast", ".example", "a..com"])
def test_what_is_no_host_has_no_site(name: str) -> None:
    assert site_of(name) is None


def test_a_missing_list_is_told_and_not_fetched(monkeypatch) -> None:
    monkeypatch.setattr(hosts._bundled(), "local_path", "res/of_no_such_name.txt")
    site_of.cache_clear()
    with pytest.raises(ReadError, match=r"tld: its file res/of_no_such_name\.txt is missing"):
        site_of("www.coastdaily.com")
