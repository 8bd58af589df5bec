"""The sample's articles as RSS and Atom feeds, with what real feeds bring along: tracking, media tags, two dates."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from sample_outlets import NOTICE, OUTLETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from build_sample import Article


def rss(source: str, articles: Sequence[Article]) -> str:
    """Write an RSS 2.0 feed, newest first, full text in content:encoded."""
    domain, kind = OUTLETS[source]["domain"], OUTLETS[source]["kind"]
    items = "".join(_item(one) for one in _newest_first(articles))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">\n<channel>\n'
        f"<title>{escape(source)}</title>\n<link>https://{domain}/</link>\n<language>en</language>\n"
        f"<description>{kind.capitalize()}. {NOTICE}</description>\n<copyright>{NOTICE}</copyright>\n"
        f"{items}</channel>\n</rss>\n"
    )


def atom(source: str, articles: Sequence[Article]) -> str:
    """Write an Atom feed, newest first; every entry was touched once more some hours after it came out."""
    domain = OUTLETS[source]["domain"]
    newest = _newest_first(articles)
    entries = "".join(_entry(one) for one in newest)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en">\n'
        f"<id>https://{domain}/feed</id>\n<title>{escape(source)}</title>\n"
        f'<link rel="self" href="https://{domain}/feed"/>\n<link rel="alternate" href="https://{domain}/"/>\n'
        f"<rights>{NOTICE}</rights>\n<updated>{_later(newest[0])}</updated>\n{entries}</feed>\n"
    )


def paragraphs(article: Article) -> str:
    """Return the text as HTML paragraphs."""
    return "".join(f"<p>{escape(one)}</p>\n" for one in article.text.split("\n\n"))


def _newest_first(articles: Sequence[Article]) -> list[Article]:
    return sorted(articles, key=lambda one: (_time(one), one.url), reverse=True)


def _time(article: Article) -> datetime:
    return datetime.fromisoformat(article.header["published"])


def _later(article: Article) -> str:
    return (_time(article) + timedelta(hours=5)).isoformat()


def _summary(article: Article) -> str:
    return article.text.split("\n\n")[0][:140].rsplit(" ", 1)[0] + " ..."


def _media(article: Article) -> str:
    return "".join(
        f'<media:content url={quoteattr(image["url"])} medium="image">'
        f"<media:description>{escape(image['caption'])}</media:description>"
        f"<media:credit>{escape(image['credit'])}</media:credit>"
        f"<media:copyright>{escape(image['rights'])}</media:copyright></media:content>\n"
        for image in article.images
    )


def _item(article: Article) -> str:
    authors = "".join(f"<dc:creator>{escape(name)}</dc:creator>\n" for name in article.authors)
    return (
        f"<item>\n<title>{escape(article.header['title'])}</title>\n"
        f"<link>{article.url}?utm_source=rss&amp;utm_medium=feed</link>\n"
        f'<guid isPermaLink="true">{article.url}</guid>\n'
        f"<pubDate>{format_datetime(_time(article))}</pubDate>\n{authors}"
        f"<category>{escape(article.header.get('section', ''))}</category>\n"
        f"<description>{escape(_summary(article))}</description>\n{_media(article)}"
        f"<content:encoded><![CDATA[{paragraphs(article)}]]></content:encoded>\n</item>\n"
    )


def _entry(article: Article) -> str:
    authors = "".join(f"<author><name>{escape(name)}</name></author>\n" for name in article.authors)
    return (
        f"<entry>\n<id>{article.url}</id>\n<title>{escape(article.header['title'])}</title>\n"
        f'<link rel="alternate" href={quoteattr(article.url)}/>\n'
        f"<published>{_time(article).isoformat()}</published>\n<updated>{_later(article)}</updated>\n{authors}"
        f"<category term={quoteattr(article.header.get('section', ''))}/>\n"
        f"<summary>{escape(_summary(article))}</summary>\n{_media(article)}"
        f'<content type="html">{escape(paragraphs(article))}</content>\n</entry>\n'
    )
