"""What readers give: records as they were found, and problems for what was not taken or not understood."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

# Files that by their whole names describe the others beside them: "Notice of strike.csv" is none.
NOT_NEWS: Final = re.compile(
    r"(?:readme(?:[._-][\w-]+)?|licen[cs]e|copying|changelog|notice|makefile|robots|manifest)(?:\.(?:md|txt|rst|json|"
    r"in|mf))?\Z",
    re.IGNORECASE,
)
HIDDEN: Final = "not read: a hidden file or folder"
SHOWN = 400  # characters of a record that is not taken


@dataclass(frozen=True)
class Record:
    """One record as it was found: `place` is the file, `offset` its line (CSV, JSON lines) or number, from 1.

    `named` says that its values already have our names.
    """

    place: str
    offset: int
    values: dict[str, Any]
    named: bool = False


@dataclass(frozen=True)
class Problem:
    """One record that was not taken; with `article_id`, what was not understood of an article that was taken."""

    place: str
    offset: int
    reason: str
    detail: str = ""
    article_id: str = ""

    def row(self) -> dict[str, Any]:
        """Return the row of the PROBLEMS table."""
        place, reason = (_printable(words) for words in (self.place, self.reason))
        return {
            "place": place,
            "offset": self.offset,
            "reason": shorten(reason, 500),
            "detail": shorten(self.detail),
            "step": "read",
            "article_id": self.article_id or None,
        }


Found = Record | Problem


def is_hollow(one: Found) -> bool:
    """Tell a record none of whose cells holds anything; of a feed or page, one without title and text.

    Examples
    --------
    >>> is_hollow(Record("a", 1, {"title": "", "tags": []})), is_hollow(Record("a", 1, {"n": 0}))
    (True, False)
    """
    if isinstance(one, Problem):
        return False
    cells = [one.values.get(name) for name in ("title", "text", "summary")] if one.named else one.values.values()
    return all(cell is None or (isinstance(cell, (str, list, tuple, dict)) and not cell) for cell in cells)


def shorten(text: str, most: int = 200) -> str:
    """Put a text on one line of at most `most` printable characters."""
    line = _printable(" ".join(text[: most * 4].split()))
    return line if len(line) <= most else line[: most - 3] + "..."


def show(value: object) -> str:
    """Return the beginning of any value as text; never fails, whatever the value is.

    Examples
    --------
    >>> show({"a": 1}), show(10**5000)
    ("{'a': 1}", 'int that cannot be shown')
    """
    try:
        return (value if isinstance(value, str) else str(value))[:SHOWN]
    except Exception:  # noqa: BLE001 (an object of the user's may raise anything)
        return f"{type(value).__name__} that cannot be shown"


def blame(place: str, offset: int, error: Exception, value: object = "") -> Problem:
    """Return the problem of a record that broke its reader, whatever the error was."""
    return Problem(place, offset, f"this record cannot be read: {type(error).__name__}: {show(error)}", show(value))


def is_hidden(name: str) -> bool:
    """Tell a name, or a way through folders, that is hidden or belongs to a system's own notes."""
    return any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in re.split(r"[/\\]", name))


def free_name(name: str, taken: Container[str], mark: str = "_") -> str:
    """Return a name, or the name with the first number from 2 on that nobody has.

    Examples
    --------
    >>> free_name("text", {"title"}), free_name("text", {"text", "text_2"})
    ('text', 'text_3')
    """
    return (
        name if name not in taken else next(own for number in count(2) if (own := f"{name}{mark}{number}") not in taken)
    )


def rename_repeated(names: Iterable[str]) -> list[str]:
    """Give each of several columns a name of its own.

    Examples
    --------
    >>> rename_repeated(["title", "text", "title", "title"])
    ['title', 'text', 'title_2', 'title_3']
    """
    every = list(names)
    taken, counts, own = set(every), dict.fromkeys(every, 0), []
    for name in every:
        counts[name] += 1
        new = name
        while counts[name] > 1 and new in taken:
            new = f"{name}_{counts[name]}"
            counts[name] += new in taken
        taken.add(new)
        own.append(new)
    return own


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
