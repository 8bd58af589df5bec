"""The role of a sentence in its article: news, background, quote, opinion, caption, furniture, list or other.

Decided by a learned model (`data/train/role.py`, figures in `benchmarks/statements.md`) from what can be seen in the
sentence, beside it and in its article; no two articles are read together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log1p
from typing import TYPE_CHECKING, Final

from newslab.text.arguments import read_arguments
from newslab.text.modality import days_before
from newslab.text.resources import listed, read_classes, read_lines, word_list
from newslab.text.verbs import Row, verb_features, word_classes

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.tokens import Doc

    from newslab.learned import Decided
    from newslab.text.clauses import Clause
    from newslab.text.field import Field

ROLES: Final = ("news", "background", "quote", "opinion", "caption", "furniture", "list", "other")
_OPENS: Final = "\"“«„‘'`"
_CLOSES: Final = "\"”»“’'`"
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDS: Final = re.compile(r"""[.!?…:;][\])"'”’»*]*$""")
_LINK: Final = re.compile(r"https?:|www\.|@\w|#\w|\.com\b|[|©›»•►]|pic\.twitter")
_OPINION: Final = re.compile(
    r"\b(?:opinions?|op-?eds?|commentary|columns?|columnists?|editorials?|contributors?|voices|perspectives?)\b",
    re.IGNORECASE,
)
_HEARD: Final = listed("heard")
_SPOKEN_TO: Final = frozenset(("you", "your", "yours", "yourself"))
_CONTENT: Final = frozenset(("NOUN", "PROPN", "VERB", "ADJ"))
_LINKS: Final = listed("links")
_NEIGHBOURS: Final = word_list("role: neighbours")
_MEANS: Final = word_list("role: means")
_VERB: Final = word_list("role: verb")
_OF_PAGES: Final = {"button": 2, "picture": 3, "author": 3}  # words of pages, and how much each weighs
_TOLD_BY_ANY: Final = {"judging words": "judge", "loaded words": "loaded", "compares": "JJR"}
_SHARES: Final = {"adverbs": "RB", "adjectives": "JJ", "names": "NNP", "capitals": "title"}
_AGES: Final = {"ahead": -1, "today": 1, "week": 8, "month": 45, "year": 400, "old": 10**6}  # the most days ago


@dataclass(frozen=True)
class Article:
    """What is known of an article beside its text: its title, and its section and address, which name its desk."""

    title: str = ""
    desk: str = ""


def decide_roles(rows: Sequence[Row], *, weights: str | Path | None = None) -> list[Decided]:
    """Decide the role of each sentence from its features: (role, probability of it, probabilities of all), in order.

    `weights` is a folder that holds other weights ("role.json").
    """
    from newslab.learned import load_weights

    return load_weights("role", weights).decide(rows) if rows else []


def role_features(field: Field, article: Article) -> list[Row]:
    """Return the features of each sentence: its own, those of its neighbours and the means of its article."""
    spans = field.parsed.sentences
    quotes = [(quote["start"], quote["end"]) for quote in field.quotes]
    rows = []
    for at, doc in enumerate(field.parsed.docs):
        row = _own_features(field.text, *spans[at], doc, quotes)
        _read_clause(doc, field.clauses[at], row)
        row["quoted"] = field.quoted[at]
        row |= {"all quoted": float(row["quoted"] > 0.95), "mostly quoted": float(row["quoted"] > 0.5)}
        _read_times(*spans[at], field, row)
        rows.append(row)
    _add_place(field.text, spans, rows)
    _add_likeness(article.title, field, rows)
    _add_around(article, rows)
    return rows


def _add_likeness(title: str, field: Field, rows: list[Row]) -> None:
    """Add what a sentence shares with the title, with the lead and with the sentence before it, and what begins
    alike.
    """
    named = frozenset(word.lower() for word in _WORD.findall(title) if len(word) > 3)
    words = [
        frozenset(token.lower_ for token in doc if token.pos_ in _CONTENT and len(token) > 3)
        for doc in field.parsed.docs
    ]
    lead = frozenset().union(*words[:3])
    starts = Counter(_start(doc) for doc in field.parsed.docs)
    before: frozenset[str] = frozenset()
    for doc, own, row in zip(field.parsed.docs, words, rows, strict=True):
        size = max(3, len(own))
        row["of title"], row["of lead"] = len(own & named) / size, len(own & lead) / size
        row["of before"] = len(own & before) / size
        row["is title"] = float(len(own) > 2 and own <= named)
        row["begins alike"] = min(3.0, starts[_start(doc)] - 1)
        if row.get("no stop"):
            row["no stop, no clause"] = row.get("no clause", 0.0)
            row["no stop, clause"] = 1.0 - row["no stop, no clause"]
            row["no stop, line alone"] = row.get("line alone", 0.0)
        before = own


def _start(doc: Doc) -> str:
    return doc[:2].text.lower()


def _add_around(article: Article, rows: list[Row]) -> None:
    """Add what stands beside each sentence, and the means of its article."""
    own = [dict(row) for row in rows]
    means = {f"{name}, article": sum(row.get(name, 0.0) for row in own) / max(1, len(own)) for name in _MEANS}
    label = article.title.split(":")[0] if ":" in article.title else ""
    means["opinion desk"] = float(bool(_OPINION.search(f"{label} {article.desk}")))
    means["title asks"] = float("?" in article.title)
    for at, row in enumerate(rows):
        row |= means
        for side, other in (("before", at - 1), ("after", at + 1)):
            if 0 <= other < len(own):
                row |= {f"{name}, {side}": own[other].get(name, 0.0) for name in _NEIGHBOURS}
            else:
                row[f"none {side}"] = 1.0


def _own_features(text: str, start: int, end: int, doc: Doc, quotes: Sequence[tuple[int, int]]) -> Row:
    sentence = text[start:end]
    row: Row = {"opens quote": float(sentence[:1] in _OPENS), "closes quote": float(sentence[-1:] in _CLOSES)}
    _read_words(doc, start, _inside(start, end, quotes), row)
    _read_shape(sentence, row)
    return row


def _inside(start: int, end: int, quotes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(max(start, low), min(end, high)) for low, high in quotes if low < end and high > start]


def _read_words(doc: Doc, start: int, inside: Sequence[tuple[int, int]], row: Row) -> None:
    pages, classes, loaded = read_classes("page_words.tsv"), word_classes(), _loaded()
    counts = dict.fromkeys(("words", "CD", *_OF_PAGES, *_TOLD_BY_ANY.values(), *_SHARES.values()), 0.0)
    for token in doc:
        if not token.is_alpha:
            counts["CD"] += token.tag_ == "CD"
            continue
        word = token.lower_
        counts["words"] += 1
        for name, known in pages.items():
            counts[name] += word in known
        counts["judge"] += word in classes["judge"]
        counts["loaded"] += word in loaded or token.lemma_ in loaded
        counts["JJR"] += token.tag_ in ("JJR", "JJS", "RBR", "RBS")
        counts["title"] += token.text[:1].isupper()
        if token.tag_ in counts:
            counts[token.tag_] += 1
        if word in _HEARD or word in _SPOKEN_TO:
            place = start + token.idx
            if not any(low <= place < high for low, high in inside):
                row["I outside" if word in _HEARD else "you outside"] = 1.0
    words = max(1.0, counts["words"])
    row["words"] = log1p(counts["words"])
    row["short"] = float(counts["words"] <= 5)
    for name, times in _OF_PAGES.items():
        row[f"{name} words"] = min(1.0, times * counts[name] / words)
        row[f"{name} count"] = min(3.0, counts[name])
    row["page words"] = min(1.0, sum(counts[name] for name in _OF_PAGES) / words)
    row |= {name: float(counts[kind] > 0) for name, kind in _TOLD_BY_ANY.items()}
    row |= {name: counts[kind] / words for name, kind in _SHARES.items()}
    row["figures"] = min(1.0, counts["CD"] / words)
    row["person"] = float(any(name.label_ == "PERSON" for name in doc.ents))
    row["link word first"] = float(doc[:1].text.lower() in _LINKS)


def _read_shape(sentence: str, row: Row) -> None:
    letters = sum(map(str.isalpha, sentence)) or 1
    row["question"] = float("?" in sentence[-3:])
    row["exclaimed"] = float("!" in sentence[-3:])
    row["no stop"] = float(not _ENDS.search(sentence))
    row["colon last"] = float(sentence.endswith(":"))
    row["colon inside"] = float(":" in sentence[:-1])
    row["in brackets"] = float(sentence[:1] in "([" and sentence[-1:] in ")]")
    row["link"] = float(bool(_LINK.search(sentence)))
    row["bullet"] = float(sentence[:1] in "•-–—*·" or bool(re.match(r"\(?\d{1,2}[.)]\s", sentence)))
    row["shouted"] = float(sum(map(str.isupper, sentence)) / letters > 0.6)
    row["dash inside"] = float(any(dash in sentence for dash in (" — ", " – ", "—")))
    row["dateline"] = float(bool(re.match(r"[A-Z][A-Z .,'()/-]{3,40}(?:\([^)]{2,30}\)\s*)?(?:—|–|--?)\s", sentence)))


def _read_clause(doc: Doc, clauses: Sequence[Clause], row: Row) -> None:
    main = next((clause for clause in clauses if clause.main), None)
    row["clauses"] = log1p(len(clauses))
    if main is None:
        row["no clause"] = 1.0
        return
    verb = verb_features(main.head, read_arguments(main).content)
    row |= {name: verb[name] for name in _VERB if name in verb}
    is_first = main.head == next(token for token in doc if token.dep_ == "ROOT")
    if not is_first or any(token.lower_ == "according" for token in doc):
        row["says"] = 1.0


def _read_times(start: int, end: int, field: Field, row: Row) -> None:
    found = [time for time in field.times if start <= time["start"] < end and time["type"] in ("DATE", "TIME")]
    row["date"] = float(bool(found))
    gaps = [gap for time in found if (gap := days_before(time, field.written)) is not None]
    if not gaps:
        row["days ago none"] = 1.0
        return
    gap = min(gaps, key=abs)
    row[f"days ago {next(name for name, most in _AGES.items() if gap <= most)}"] = 1.0


def _add_place(text: str, spans: Sequence[tuple[int, int]], rows: list[Row]) -> None:
    total = max(1, len(rows))
    breaks = ["\n" in text[one[1] : other[0]] for one, other in pairwise(spans)]
    for at, row in enumerate(rows):
        row["place"] = at / total
        row["first three"] = float(at < 3)
        row["last three"] = float(at >= total - 3)
        begins = at == 0 or breaks[at - 1]
        ends = at == total - 1 or breaks[at]
        row["line begins"], row["line alone"] = float(begins), float(begins and ends)
    open_quote = False  # a paragraph of a quotation that goes on has no closing mark
    for at, row in enumerate(rows):
        sentence = text[spans[at][0] : spans[at][1]]
        row["in open quote"] = float(open_quote)
        if row["line begins"]:
            open_quote = False
        for char in sentence:
            if char == "“":
                open_quote = True
            elif char == "”":
                open_quote = False


@lru_cache(maxsize=1)
def _loaded() -> frozenset[str]:
    return frozenset(word for line in read_lines("loaded_words.txt") for word in _WORD.findall(line.lower()))
