import json

import pytest

import newslab as nl
from tests.read.archives.made import page

HEAD = (
    '<script src="//web-static.archive.org/_static/js/bundle-playback.js"></script>'
    '<script>__wm.wombat("http://post.example/a","20170105120000","https://web.archive.org/","web");</script>'
    "<!-- End Wayback Rewrite JS Include -->"
)
BAR = "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div><p>12 captures of this page in all the years before now</p></div><!-- END WAYBACK TOOLBAR INSERT -->"
FOOT = "<!--\n     FILE ARCHIVED ON 12:00:00 Jan 05, 2017 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON 10:00:00 Mar 06, 2024.\n-->"


def test_a_saved_page_is_read_as_it_was():
    link = '<p>See <a href="/web/20170104000000/http://post.example/b">the plan</a>, which the council had asked for in May.</p>'
    raw = page(head=HEAD).replace(b"<article>", f"{BAR}<article>{link}".encode()) + FOOT.encode()
    articles, _ = nl.read_page(raw)
    one = articles.iloc[0]
    assert one["url"] == "http://post.example/a"
    assert str(one["retrieved"]) == "2017-01-05 12:00:00+00:00"
    assert "captures" not in one["text"]
    assert one["source"] == "post.example"


def test_an_address_of_the_archive_is_the_page_s_own():
    articles, _ = nl.read_page(page(), url="https://web.archive.org/web/20170105120000id_/http://post.example/a")
    assert articles[["url", "source"]].values.tolist() == [["http://post.example/a", "post.example"]]
    assert str(articles["retrieved"][0]) == "2017-01-05 12:00:00+00:00"


def test_an_article_about_the_archive_stays():
    words = "The page web.archive.org/web/2017/ showed that the post was there in 2017, the council of Arlen said."
    assert "web.archive.org/web/2017/" in nl.read_page(page("Archive", words))[0]["text"][0]


LINE = "example,post)/a 20170105120000 http://post.example/a text/html 200 AAAA 1234\n"
JSON = [["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"], LINE.split()]


@pytest.mark.parametrize(
    "text",
    [
        LINE + LINE.replace("/a", "/b"),
        " CDX N b a m s k S\n" + LINE + LINE.replace("/a", "/b"),
        json.dumps([*JSON, LINE.replace("/a", "/b").split()]),
        'example,post)/a 20170105120000 {"url": "http://post.example/a", "status": "200"}\nexample,post)/b 20170105120000 {"url": "http://post.example/b"}\n',
    ],
    ids=["cdx", "with header", "json", "cdxj"],
)
def test_a_list_of_captures_holds_no_articles(tmp_path, text):
    (tmp_path / "list").write_text(text)
    with pytest.raises(nl.ReadError, match="no articles: this list names 2 captures of 2 addresses"):
        nl.read_articles(tmp_path / "list")
