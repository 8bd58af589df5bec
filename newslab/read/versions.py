"""Texts of one id told apart: a repeat is a problem, a changed text a revision of the one before."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from newslab.read.cells import to_json
from newslab.read.found import Problem, Record, free_name
from newslab.read.identity import fold_key

Row = tuple[Record, dict[str, Any]]
SHORT = 8  # bytes of a hash by which what was read before is remembered


@dataclass
class Versions:
    """What was read in earlier parts: of each id, in short, the contents of its versions, in the order of reading."""

    known: dict[bytes, bytes] = field(default_factory=dict)
    added: list[tuple[bytes, bytes]] = field(default_factory=list)  # since `take_added`

    @classmethod
    def of(cls, articles: pd.DataFrame) -> Versions:
        """Return what a table of articles holds: a text of it that is read again is a repeat, another a revision."""
        found = cls()
        texts = {
            str(key): (str(title or ""), str(text or ""))
            for key, title, text in articles[["article_id", "title", "text"]].fillna("").itertuples(index=False)
        }
        before: dict[str, str] = dict(articles[["article_id", "revision_of"]].dropna().itertuples(index=False))
        for key in sorted(texts, key=lambda one: (one in before, len(one), one)):
            content = _content(*texts[key])
            base, met = key, {key}
            while base in before and before[base] not in met:
                base = before[base]
                met.add(base)
            own = key if key == base or not key.startswith(f"{base}.{content[:SHORT]}") else base
            found.add(_key(own), bytes.fromhex(content))
        found.take_added()
        return found

    def tell_apart(self, rows: list[Row]) -> tuple[list[Row], list[Problem]]:
        """Give each article of a part an id of its own, and return the rows that are new and the repeats."""
        groups: dict[str, list[int]] = defaultdict(list)
        for number, (_, row) in enumerate(rows):
            groups[row["article_id"]].append(number)
        repeats: dict[int, Problem] = {}
        used = set(groups)
        for name, numbers in groups.items():
            self._tell_revisions(name, numbers, rows, repeats, used)
        kept = [one for number, one in enumerate(rows) if number not in repeats]
        return kept, list(repeats.values())

    def take_added(self) -> list[tuple[bytes, bytes]]:
        """Return what was added since it was last asked."""
        added, self.added = self.added, []
        return added

    def add(self, key: bytes, content: bytes) -> None:
        """Remember a version of an id."""
        self.known[key] = self.known.get(key, b"") + content
        self.added.append((key, content))

    def _tell_revisions(
        self, name: str, numbers: list[int], rows: list[Row], repeats: dict[int, Problem], used: set[str]
    ) -> None:
        key = _key(name)
        told = self.known.get(key, b"")
        before = [told[at : at + SHORT].hex() for at in range(0, len(told), SHORT)]
        seen = {content: name if not at else _own_id(name, content, used) for at, content in enumerate(before)}
        last = seen[before[-1]] if before else ""
        ordered = sorted(numbers, key=lambda one: _age_key(rows[one][1])) if len(numbers) > 1 else numbers
        for number in ordered:
            record, row = rows[number]
            content = _content(row["title"], row["text"])
            if content in seen:
                repeats[number] = Problem(record.place, record.offset, "repeats an article", seen[content])
                continue
            if last:
                row["article_id"] = _own_id(name, content, used)
                row["revision_of"] = row["revision_of"] or last
                used.add(row["article_id"])
            seen[content] = last = row["article_id"]
            self.add(key, bytes.fromhex(content))


def _key(name: str) -> bytes:
    return bytes.fromhex(_hash(name))[:SHORT]


def _content(title: str, text: str) -> str:
    return _hash(fold_key(title), fold_key(text))[: 2 * SHORT]


def _own_id(name: str, content: str, used: set[str]) -> str:
    own = f"{name}.{content[:SHORT]}"
    return own if own not in used else free_name(f"{name}.{content}", used, ".")


def _age_key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Order texts of one id from old to new by what they say, never by where they stood: time, length, content."""
    times = str(row["retrieved"] or ""), str(row["published"] or row["published_day"] or "")
    # Of equal texts the whole one, then the one that tells more, stands for the others.
    return (*times, len(row["text"]), row["text_status"] != "full", -sum(map(bool, row.values())), _hash(to_json(row)))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
