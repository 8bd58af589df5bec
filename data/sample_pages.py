"""The sample's articles as web pages: with menus, banners, teasers and structured data, and one page flattened."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from sample_feeds import paragraphs
from sample_outlets import NOTICE, OUTLETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from build_sample import Article

MENUS = {
    "The Daily Lantern": ["News", "Showbiz", "Sport", "Weird", "Win!"],
    "Public Radio North": ["News", "Culture", "Science", "Sport", "Listen live"],
    "Eastern Dawn News Agency": ["Leadership", "Politics", "International", "Science", "Photo"],
    "The Iberian Post": ["Spain", "Portugal", "World", "Property", "Weather"],
    "Le Quai du Matin": ["Politique", "Société", "Culture", "Sports", "Abonnés"],
}
WITHOUT_DATA = {"Eastern Dawn News Agency", "The Daily Lantern"}  # these give their date in one place only
EMBEDDED = ("wire-brussels", "ledger-ankara")


def page(article: Article, everything: Sequence[Article]) -> str:
    """Write the article's page as its outlet would, with the outlet's other pieces as teasers."""
    language = article.header.get("language", "en")
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n{_head(article)}</head>\n<body>\n'
        f"{_top(article.source)}"
        f'<main>\n<article class="story">\n<p class="kicker">{escape(article.header.get("section", ""))}</p>\n'
        f"<h1>{escape(article.header['title'])}</h1>\n{_byline(article)}{_figures(article)}"
        f'<div class="story-body">\n{_body(article)}</div>\n</article>\n</main>\n'
        f"{_aside(article, everything)}"
        f'<footer>\n<p>&copy; {escape(article.source)}</p>\n<p class="notice">{NOTICE}</p>\n</footer>\n</body>\n</html>\n'
    )


def _head(article: Article) -> str:
    title = escape(article.header["title"])
    source = quoteattr(article.source)
    meta = (
        f'<meta charset="utf-8">\n<title>{title} | {escape(article.source)}</title>\n'
        f'<link rel="canonical" href="{article.url}">\n<meta property="og:site_name" content={source}>\n'
        f'<meta property="og:title" content={quoteattr(article.header["title"])}>\n'
        f'<meta property="og:type" content="article">\n<meta name="description" content={quoteattr(NOTICE)}>\n'
    )
    if article.source == "Eastern Dawn News Agency":
        return meta
    published = article.header["published"]
    meta += f'<meta property="article:published_time" content="{published}">\n'
    if article.source in WITHOUT_DATA:
        return meta
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.header["title"],
        "datePublished": published,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": article.source},
        "mainEntityOfPage": article.url,
        "image": [image["url"] for image in article.images],
    }
    shown = json.dumps(data, ensure_ascii=False, indent=1)
    return f'{meta}<script type="application/ld+json">\n{shown}\n</script>\n'


def _top(source: str) -> str:
    menu = "".join(f'<li><a href="#{number}">{name}</a></li>' for number, name in enumerate(MENUS[source]))
    return (
        '<div class="cookie-banner" role="dialog"><p>We and our 214 partners value your privacy. By continuing to '
        "browse you agree to the storing of cookies on your device.</p><button>Accept all</button>"
        "<button>Manage choices</button></div>\n"
        f"<header>\n<a href='/'>{escape(source)}</a>\n<nav><ul>{menu}</ul></nav>\n</header>\n"
    )


def _byline(article: Article) -> str:
    when = datetime.fromisoformat(article.header["published"])
    day = f"{when:%B} {when.day}, {when.year}"
    names = " and ".join(article.authors)
    by = f'<span class="author">By {escape(names)}</span> ' if names else ""
    return f'<p class="byline">{by}<time datetime="{article.header["published"]}">{day}, {when:%H:%M}</time></p>\n'


def _figures(article: Article) -> str:
    return "".join(
        f'<figure><img src={quoteattr(image["url"])} alt="" width="960" height="540">'
        f'<figcaption>{escape(image["caption"])} <span class="credit">Image: {escape(image["credit"])}</span>'
        f"</figcaption></figure>\n"
        for image in article.images
    )


def _body(article: Article) -> str:
    """Put a newsletter box between the second and the third paragraph, where readers and scrapers trip over it."""
    body = paragraphs(article).split("\n")
    box = (
        '<aside class="newsletter"><h3>The morning letter</h3><p>All you need to know, in your inbox at six. '
        '<a href="#signup">Sign up here</a></p></aside>'
    )
    return "\n".join([*body[:2], box, *body[2:]])


def _aside(article: Article, everything: Sequence[Article]) -> str:
    others = [one for one in everything if one.source == article.source and one.slug != article.slug][:4]
    links = "".join(
        f'<li><a href="{one.url}">{escape(one.header["title"])}</a> <span>{3 + number * 4} hours ago</span></li>\n'
        for number, one in enumerate(others)
    )
    return (
        f'<aside class="related">\n<h2>More from {escape(article.source)}</h2>\n<ul>\n{links}</ul>\n</aside>\n'
        '<section class="comments"><h2>Comments</h2><p>Please log in to join the conversation.</p></section>\n'
    )


def flat_page(article: Article, everything: Sequence[Article]) -> str:
    """Write the page as a scraper leaves it: no tags, foreign articles in full below, with ages for dates."""
    by_slug = {one.slug: one for one in everything}
    when = datetime.fromisoformat(article.header["published"])
    lines = [
        f"{article.source}", "Home National Diplomacy Business Life Opinion Subscribe", "",
        article.header["title"], "", f"By {' and '.join(article.authors)}",
        f"Published : {when:%b}. {when.day}, {when.year} - {when:%H:%M:%S}", "",
        *article.text.split("\n\n"), "Hashtags", "", "Share this", "Comments", "No comments yet...", "",
        "Related Articles", "", "",
    ]  # fmt: skip
    for hours, slug in zip((18, 21), EMBEDDED, strict=True):
        other = by_slug[slug]
        one_line = " ".join(other.text.split("\n\n"))
        lines += [other.source, f"{hours} hours ago", f"- {other.source}", other.header["title"], one_line, "", ""]
    domain = OUTLETS[article.source]["domain"]
    lines += ["Most read", "1", "One hundred heads of cabbage and a very patient balcony", "2",
              "No new embassies: Cho Hyun shifts people to the posts that matter most", "",
              f"{domain} All rights reserved.", NOTICE, ""]  # fmt: skip
    return "\n".join(lines)
