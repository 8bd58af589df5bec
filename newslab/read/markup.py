"""Parsed HTML to lines of plain text."""

from __future__ import annotations

from typing import Any, Final

SKIPPED: Final = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "audio", "video",
    "select", "button", "input", "textarea", "head", "link", "meta",
})  # fmt: skip
BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip


def block_lines(root: Any) -> list[str]:
    """Return the text below an lxml element, one line for each block, white space folded, without scripts."""
    lines: list[list[str]] = [[]]
    stack: list[tuple[Any, bool]] = [(root, True)]  # no recursion: pages nest thousands deep
    while stack:
        element, entering = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if entering:
            if tag in BLOCKS:
                lines.append([])
            if tag and tag not in SKIPPED:
                if element.text:
                    lines[-1].append(element.text)
                stack.append((element, False))
                stack.extend((child, True) for child in reversed(element))
                continue
        elif tag in BLOCKS:
            lines.append([])
        if element.tail and element is not root:
            lines[-1].append(element.tail)
    return [line for line in (" ".join("".join(parts).split()) for parts in lines) if line]
