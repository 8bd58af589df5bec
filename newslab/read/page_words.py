"""What a page says in its head: meta elements, JSON-LD objects, and their values as plain lines."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from newslab.read.cells import clean, strip_markup
from newslab.read.identity import fold_key

MAX_SCRIPT: Final = 4 << 20  # characters of JSON-LD that are looked at
ARTICLE_TYPES: Final = re.compile(r"article|blogposting|reportage|newsitem|report$|liveblog", re.IGNORECASE)
PAGE_TYPES: Final = re.compile(r"webpage|creativework|videoobject|product", re.IGNORECASE)


def read_metas(root: Any) -> dict[str, list[str]]:
    """Return the contents of a page's meta elements by their names, in lower case."""
    found: dict[str, list[str]] = {}
    for one in root.iter("meta"):
        content = one.get("content")
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and one.get(key):
                found.setdefault(one.get(key).strip().lower(), []).append(clean(content).strip())
    return found


def read_meta(metas: dict[str, list[str]], *names: str) -> str:
    """Return the first of these meta elements that says anything, as one line; "" if none does."""
    return next((plain_line(content) for name in names for content in metas.get(name, []) if content), "")


def plain_line(value: Any) -> str:
    """Return a value of the page as one line of plain text."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("url") or ""
    if isinstance(value, list):
        value = next((one for one in value if one), "")
        return plain_line(value) if not isinstance(value, list) else ""
    text = html.unescape(html.unescape(str(value))) if value not in (None, False, True) else ""
    text = strip_markup(text) if "<" in text and ">" in text else text
    return " ".join(clean(text).split())


def first_line(value: Any) -> str:
    """Return a value, or the first of several, as one line of plain text."""
    return plain_line(value[0]) if isinstance(value, list) and value else plain_line(value)


def find_things(root: Any) -> Iterator[dict[str, Any]]:
    """Walk through all objects of all JSON-LD scripts, outer before inner."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        stack = [_parse(script.text[:MAX_SCRIPT])]
        seen = 0
        while stack and seen < 5000:
            one = stack.pop()
            seen += 1
            if isinstance(one, dict):
                if "@type" in one:
                    yield one
                stack.extend(reversed([value for value in one.values() if isinstance(value, (dict, list))]))
            elif isinstance(one, list):
                stack.extend(reversed(one))


def _parse(text: str) -> Any:
    text = re.sub(
        r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$|^\s*/\*.*?\*/|;\s*$", "", text.strip()
    )
    for attempt in (text, re.sub(r",\s*([}\]])", r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def kind_of(thing: dict[str, Any]) -> str:
    """Return the types of a JSON-LD object, separated by spaces."""
    kind = thing.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def choose_article(things: list[dict[str, Any]], heading: str) -> dict[str, Any]:
    """Take the article whose headline is the page's, else the first, else the page itself."""
    articles = [
        one
        for one in things
        if ARTICLE_TYPES.search(kind_of(one)) and (one.get("headline") or one.get("datePublished"))
    ]
    for one in articles:
        if heading and fold_key(plain_line(one.get("headline")))[:40] == fold_key(heading)[:40]:
            return one
    pages = [one for one in things if PAGE_TYPES.search(kind_of(one)) and one.get("datePublished")]
    return (articles or pages or [{}])[0]
