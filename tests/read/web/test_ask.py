"""Asking: what a hostile server does ends with a reason, and no private address is asked, however it is spelled."""

from __future__ import annotations

import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("httpcore")
pytest.importorskip("protego")

from newslab.read.web import connect
from newslab.read.web.ask import Limits, ask, plain_url
from newslab.read.web.fetcher import Fetcher
from tests.read.web.hostile import BAD, GOOD, serving

LIMITS = Limits(deadline=1.5, raw=400_000, expanded=4 << 20, hops=5, delay=0)
HERE = ("127.0.0.1",)


def asked(url):
    return ask(url, "test", LIMITS, allowed=HERE)


def test_sixty_misbehaviours_each_end_with_a_reason():
    assert len(BAD) >= 60
    with serving(BAD) as (site, _), ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(asked, [f"{site}/{name}" for name in BAD]))
    told = dict(zip(BAD, (answer.reason for answer in answers), strict=True))
    assert [name for name, reason in told.items() if not reason] == []
    assert not any("Traceback" in reason or "\n" in reason or len(reason) > 300 for reason in told.values())
    assert {answer.body for answer in answers} == {b""}
    for name, part in (
        ("hangs", "deadline"), ("drips", "deadline"), ("redirects to a private", "10.0.0.1, which is no public"), ("a bomb", "unpacks to more"),
        ("redirects to a file", "only http and https"), ("status 404", "status 404"), ("status 429 for long", "in 9,999 s"), ("a picture", "image/png"),
    ):  # fmt: skip
        assert all(part in reason for one, reason in told.items() if one.startswith(name)), (name, told)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_answer_comes(name):
    with serving(GOOD) as (site, _):
        answer = asked(f"{site}/{name}")
    assert (answer.status, answer.reason) == (200, "") and b"Bridge approved" in answer.body


LOOPBACK = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0x7F.0x0.0x0.0x1", "017700000001", "0177.0.0.1", "0177.1", "127.000.000.001",
    "127.0.0.1.", "127.255.255.254", "127.3.2.1", "127.0.0.2", "127.1.1", "0x7f.0.1", "0177.0x0.0.1", "2130706434", "0x7f000002", "017700000002", "127.65535", "127.0.1.1", "0x7F.1.1.1", "00000177.0.0.1", "0", "0.0.0.0", "0x0", "00", "localhost", "LOCALHOST", "localhost.", "ip6-localhost",
    "①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1", "127．0．0．1", "⑴⑵⑺.0.0.1", "𝟏𝟐𝟕.𝟎.𝟎.𝟏", "ｌｏｃａｌｈｏｓｔ", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:0001::1]", "[::ffff:0:127.0.0.1]", "[::1%251]", "[::1%25lo]",
]  # fmt: skip
PRIVATE = [
    *(f"10.{a}.{b}.1" for a in (0, 1, 127, 255) for b in (0, 255)), *(f"172.{a}.0.1" for a in range(16, 32)), *(f"192.168.{a}.1" for a in (0, 1, 100, 254, 255)),
    *(f"169.254.{a}.{b}" for a, b in ((0, 1), (169, 254), (170, 2), (254, 255))), *(f"100.{a}.0.1" for a in (64, 100, 127)), "192.0.0.1", "192.0.0.170", "192.0.2.1", "198.18.0.1", "198.19.255.255",
    "198.51.100.1", "203.0.113.9", *(f"{a}.0.0.1" for a in (224, 232, 239, 240, 250, 255)), "255.255.255.255", "0.1.2.3", "10.1", "10.1.1", "167772161", "0xa000001", "012.0.0.1", "0xac.0x10.0.1", "2886729729", "3232235777", "0xc0a80101",
    "0300.0250.1.1", "2851995648", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "169.16689662", "①⓪.0.0.1", "１０.0.0.1", "192。168。1。1", "１９２．１６８．１．１",
    *(f"[{one}]" for one in ("fc00::1", "fd00::1", "fdff:ffff::1", "fe80::1", "fe80::1%25eth0", "febf::1", "fec0::1", "ff02::1", "ff0e::1", "100::1", "2001:db8::1", "2001:10::1", "2001::1", "3fff::1", "5f00::1")),
    *(f"[::ffff:{one}]" for one in ("10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "a00:1", "c0a8:101", "a9fe:a9fe", "224.0.0.1")),
    *(f"[64:ff9b::{one}]" for one in ("10.0.0.1", "192.168.1.1", "169.254.169.254", "a9fe:a9fe", "c0a8:101")), *(f"[2002:{one}::1]" for one in ("a00:1", "ac10:1", "c0a8:101", "a9fe:a9fe", "6440:1")),
    *(f"[::{one}]" for one in ("10.0.0.1", "192.168.1.1", "169.254.169.254")), "[2001:0:4136:e378:8000:63bf:f5ff:fffe]", "[2001:0000:0:0:0:0:3f57:fe01]",
]  # fmt: skip
ODD = [
    "http://good.example@127.0.0.1/", "http://127.0.0.1:80@good.example/", "http://127.0.0.1\\@good.example/", "http://good.example\\.127.0.0.1/", "http:\\\\127.0.0.1\\", "http:///127.0.0.1/", "http:127.0.0.1",
    "//127.0.0.1/", "http://", "http://:80/", "http://127.0.0.1:0/", "http://127.0.0.1:99999/", "http://127.0.0.1:8a/", "http://[127.0.0.1]/", "http://[::1/", "http://::1/", "http://[v1.a]/", "http://[::g]/",
    "http://127.0.0.1\t/", "http://127.0.0.1\r\nHost: a/", "http://127.0.0.1%00.good.example/", "http://127.0.0.1%2f@good.example/", "http://%31%32%37.0.0.1/", "http://127.0.0.1 .good.example/",
    "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:70/_a", "dict://127.0.0.1:11211/", "javascript:alert(1)", "data:text/html,a", "ws://127.0.0.1/", "jar:http://127.0.0.1!/", "http+unix://%2fa/", "about:blank", "",
]  # fmt: skip


def test_two_hundred_spellings_of_private_addresses_are_not_connected_to(monkeypatch):
    connected = []

    def connect_to(place, *_, **__):
        connected.append(place)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect_to)
    every = [*(f"http://{host}/" for host in (*LOOPBACK, *PRIVATE)), *ODD]
    assert len(every) >= 200
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda url: ask(url, "test", Limits(deadline=20)), every))
    assert connected == []
    assert [answer.url for answer in answers if not answer.reason] == []


@pytest.mark.parametrize(
    "one", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]
)
def test_public_addresses_are_known(one):
    assert connect.is_public(ipaddress.ip_address(one))


def test_a_host_with_one_private_address_is_not_asked(monkeypatch):
    found = [(0, 0, 0, "", ("93.184.216.34", 80)), (0, 0, 0, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert "10.0.0.1, which is no public address" in ask("http://rebound.example/", "test", LIMITS).reason


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://Zürich.example/ä b?q=ü", "https://xn--zrich-kva.example/%C3%A4%20b?q=%C3%BC"),
        (" http://a.example:8080 ", "http://a.example:8080/"),
    ],
)
def test_addresses_have_one_form(url, plain):
    assert plain_url(url) == plain


def test_robots_are_obeyed():
    rules = b"User-agent: *\nDisallow: /forbidden\nUser-agent: newslab\nDisallow: /*.pdf$\nDisallow: /ring\n"

    def robots(one):
        one.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(rules) + rules)

    acts = {
        **GOOD,
        "ring": GOOD["good"],
        "to ring": lambda one: one.sendall(b"HTTP/1.1 302 Found\r\nLocation: /ring\r\nContent-Length: 0\r\n\r\n"),
    }
    with serving(acts, robots) as (site, came):
        fetcher = Fetcher("desk@post.example", LIMITS, HERE)
        reasons = [fetcher.get(f"{site}/{path}").reason for path in ("good", "ring", "a.pdf", "to ring")]
    assert reasons == ["", *["robots.txt forbids this address"] * 3]
    assert [one.split()[1] for one in came] == ["/robots.txt", "/good", "/to%20ring"]
    assert all("newslab/" in one and "desk@post.example" in one for one in came)


@pytest.mark.parametrize(
    ("status", "told"), [("500 Oops", "robots.txt cannot be read: status 500"), ("404 Not Found", "")]
)
def test_a_site_that_cannot_tell_its_rules_is_left_alone(status, told):
    def robots(one):
        one.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

    with serving(GOOD, robots) as (site, _):
        assert Fetcher(limits=LIMITS, allowed=HERE).get(f"{site}/good").reason == told


def test_a_site_that_asks_for_much_time_is_left_alone():
    rules = b"User-agent: *\nCrawl-delay: 3600\n"

    def robots(one):
        one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(rules) + rules)

    with serving(GOOD, robots) as (site, _):
        assert (
            Fetcher(limits=LIMITS, allowed=HERE).get(f"{site}/good").reason
            == "robots.txt asks for 3,600 s between requests"
        )
