"""What identifies an article: its own id, else its canonical URL, else source, title and day, else its content."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from newslab.tables import make_id

# Parameters that tell how a reader came to the page, not which page it is.
TRACKING: Final = re.compile(
    r"(?:utm_|at_(?:medium|campaign|custom|link|ptr|bbc|format)|ns_|mc_|guce|wt_?mc|hsa_|pk_|mtm_|piano|oly_|vero_|_hs|"
    r"__twitter|spm$|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|igshid|cmpid|cmp$|cid$|ref$|ref_|referrer|"
    r"referer|xtor|smid|smtyp|smprod|ocid|icid|ito$|ftag|tpcc|feedtype|feedname|feedref|rss$|rssid|partner$|share|"
    r"sh$|src$|mod$|mbid|ncid|sr_share|soc_|socialflow|taid|intcmp|linkid$|_ga|_gl)",
    re.IGNORECASE,
)


def canonical_url(url: str) -> str:
    """Reduce a URL to what identifies the page: no scheme's variants, tracking parameters, fragment or `www.`.

    Returns
    -------
    str, "" where `url` is no web address or names only a site's front page (which identifies no article).

    Examples
    --------
    >>> canonical_url("http://www.Example.org:80/a/b/?utm_source=x&id=7#top")
    'https://example.org/a/b?id=7'
    >>> canonical_url("https://example.org/")
    ''
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or "." not in host:
        return ""
    kept = [(name, value) for name, value in parse_qsl(parts.query, max_num_fields=None) if not TRACKING.match(name)]
    path = re.sub(r"/{2,}", "/", unquote(parts.path, errors="surrogateescape")).rstrip("/")
    path = re.sub(r"/(?:index\.(?:html?|php)|amp)$", "", path)
    if not path and not kept:
        return ""
    port_shown = f":{port}" if port not in {None, 80, 443} else ""
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    return f"https://{host.removeprefix('www.')}{port_shown}{path}{query}"


def article_id(*, supplied: str, url: str, source: str, title: str, day: str, text: str) -> str:
    """Choose the id of an article from what is known of it; unknown parts are "".

    Examples
    --------
    >>> article_id(supplied="a7", url="", source="", title="", day="", text="...")
    'a7'
    """
    if supplied:
        return supplied
    if address := canonical_url(url):
        return make_id("article", address)
    if source and title and day:
        return make_id("article", fold_key(source), fold_key(title), day)
    return make_id("article", fold_key(title), fold_key(text))


def fold_key(text: str) -> str:
    """Reduce a text to what two reports of it share: case and white space do not count.

    Examples
    --------
    >>> fold_key("  A  Title ")
    'a title'
    """
    return " ".join(text.casefold().split())


def host_of(url: str) -> str:
    """Return the host of a URL without `www.`, or "".

    Examples
    --------
    >>> host_of("https://www.example.org/a")
    'example.org'
    """
    try:
        return (urlsplit(url.strip()).hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return ""
