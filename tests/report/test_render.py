import json

import pandas as pd
import pytest

from newslab.digest.periods import tell_period
from newslab.report.render import (
    csp,
    iso_day,
    safe_url,
    scrub,
    split_notes,
    story_file,
    tell_published,
    tell_time,
    templates,
    to_json,
)

DAY = pd.Timestamp


def test_the_local_day_is_told_and_where_there_is_none_the_bounds():
    unknown = {"published": pd.NaT, "published_day": pd.NaT, "published_first": pd.NaT, "published_last": pd.NaT}
    late = pd.Series({**unknown, "published": DAY("2026-01-23 15:30Z"), "published_day": DAY("2026-01-24")})
    assert tell_published(late) == "24 January 2026"
    assert tell_published(late, clock=True) == "23 January 2026, 15:30 UTC"
    bound = pd.Series({**unknown, "published_first": DAY("2024-11-04"), "published_last": DAY("2024-12-04")})
    assert tell_published(bound) == "between 4 November 2024 and 4 December 2024"
    assert tell_published(pd.Series(unknown)) == ""


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", " javascript:alert(1)", "JAVASCRIPT:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
        "vbscript:x", "//news.example/a", "/a", "", None, float("nan"), "http://", "https://[", "file:///etc/passwd",
        "https://news.example/a b", "https://news.example/\x00",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_no_link(url):
    assert safe_url(url) == ""


@pytest.mark.parametrize("url", ["https://news.example/a?b=1&c=<d>", "HTTP://news.example/é"])
def test_a_web_address_stays_as_it_is(url):
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--<script>", "\u2028\u2029&amp;", "plain é 漢"]
)
def test_json_in_a_script_element_reads_back_and_closes_nothing(text):
    shown = str(to_json({"text": text}))
    assert not set(shown) & set("<>&\u2028\u2029")
    assert json.loads(shown)["text"] == text


def test_scrubbing_keeps_every_offset():
    text = "a\x00\ud800b\u202ec\r\nd\x85"
    assert len(scrub(text)) == len(text)
    assert scrub(text) == "a\ufffd\ufffdb\ufffdc\n\nd\n"
    scrub(text).encode("utf-8")


def test_templates_escape_by_default():
    shown = templates().from_string("{{ text }}").render(text="<svg onload=alert(1)>\x00")
    assert shown == "&lt;svg onload=alert(1)&gt;\ufffd"


@pytest.mark.parametrize(
    "story_id", ["../../etc/passwd", "a/b", "", "index", "Index", ".hidden", "x" * 300, "한국", "a b", "con?"]
)
def test_a_story_s_file_stays_in_its_folder(story_id):
    name = story_file(story_id)
    assert name.endswith(".html")
    assert name != "index.html"
    assert "/" not in name
    assert len(name) < 90


def test_two_stories_have_two_files():
    assert story_file("a/b") != story_file("a?b")


@pytest.mark.parametrize(
    ("first", "last", "precision", "told"),
    [
        ("2026-02-02", "2026-02-02", "day", "2 February 2026"),
        ("2026-02-01", "2026-02-28", "month", "February 2026"),
        ("2010-01-01", "2010-12-31", "year", "2010"),
        ("1950-01-01", "1953-12-31", "years", "1950–1953"),
        ("2026-01-20", "2026-01-23", "days", "20–23 January 2026"),
        ("2025-12-30", "2026-01-02", "days", "30 December 2025 – 2 January 2026"),
        ("2024-10-01", "2024-12-31", "quarter", "October–December 2024"),
        ("2026-02-02", None, "", "from 2 February 2026"),
        (None, None, "", ""),
    ],
)
def test_periods_are_told_no_finer_than_known(first, last, precision, told):
    assert tell_period(DAY(first) if first else pd.NaT, DAY(last) if last else pd.NaT, precision) == told


def test_times_and_days():
    assert tell_time(DAY("2026-02-02T14:05Z")) == "2 February 2026, 14:05 UTC"
    assert tell_time(DAY("2026-02-02")) == "2 February 2026"
    assert tell_time(pd.NaT) == iso_day(pd.NaT) == ""
    assert iso_day(DAY("1987-02-03")) == "1987-02-03"


def test_notes_are_split_from_words():
    assert (
        "".join(piece for _, piece in split_notes("She [Ana] left [3 May] early.")) == "She [Ana] left [3 May] early."
    )
    assert [piece for is_note, piece in split_notes("She [Ana] left.") if is_note] == [" [Ana]"]


def test_the_policy_names_our_scripts_by_hash_and_lets_nothing_be_fetched():
    policy = csp("page.css", ("theme.js", "page.js"))
    assert "default-src 'none'" in policy
    assert policy.count("'sha256-") == 3
    assert "unsafe" not in policy
    assert "http" not in policy
