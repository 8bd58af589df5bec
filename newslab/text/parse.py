"""The parse of a text, made once and read by every step: tokens with tags, base forms, dependencies, and entities.

Each sentence is parsed alone, so its parse depends on it alone and no name crosses its ends. Parses are kept on disk by
the hash of text and model; a damaged one costs time, no more.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from newslab.store import Kept
from newslab.text.normalise import Folded, fold
from newslab.text.parser import MAX_CHARACTERS, SENTENCES, classify, find_parser_id, load_parser

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_RECIPE: Final = "2"  # raise it when what is kept of a parse changes
_KEPT: Final = ["TAG", "POS", "LEMMA", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE"]
_HELD: Final = 256  # texts whose parse is held in memory
_MOST: Final = int(2e9)  # bytes of the cache on disk; the oldest parses go first
_ROWS: Final = 1_000  # parses kept between two looks at its size


@dataclass(frozen=True)
class Parsed:
    """A parsed text.

    Attributes
    ----------
    sentences : (start, end) of each, code points of the text.
    docs : one spaCy Doc a sentence, of its folded words; `token.idx` counts from the sentence's start.
    """

    sentences: tuple[tuple[int, int], ...]
    docs: tuple[Doc, ...]
    _folds: tuple[Folded, ...]

    def span(self, at: int, start: int, end: int) -> tuple[int, int]:
        """Return the (start, end) in the text of characters of the doc of sentence `at`."""
        first, last = self._folds[at].span(start, end)
        return self.sentences[at][0] + first, self.sentences[at][0] + last

    def place(self, at: int, offset: int) -> int:
        """Return the offset within the doc of sentence `at` of a code point of the text."""
        inside = offset - self.sentences[at][0]
        text, low = self._folds[at], max(0, inside - 8)
        for place in range(low, inside + 9):  # what folding removes or spreads moves offsets by little
            if text.to_original(place) >= inside:
                return place
        return inside


def parse_text(text: str, sentences: Sequence[tuple[int, int]] | None = None) -> Parsed:
    """Parse a text, or take its parse from the cache.

    Parameters
    ----------
    text : English text; the first 100,000 characters are parsed.
    sentences : (start, end) of what to parse, in order; None: what `find_sentences` finds.

    Examples
    --------
    >>> doc = parse_text("Analyses of both buses were lying on the desk of the fined banker.").docs[0]
    >>> [token.lemma_ for token in doc if token.tag_[0] in "NV"]
    ['analysis', 'bus', 'be', 'lie', 'desk', 'fine', 'banker']
    """
    from newslab.text.sentences import find_sentences

    spans = find_sentences(text) if sentences is None else sentences
    return _parsed(text[:MAX_CHARACTERS], tuple((start, min(end, MAX_CHARACTERS)) for start, end in spans))


@lru_cache(maxsize=_HELD)
def _parsed(text: str, spans: tuple[tuple[int, int], ...]) -> Parsed:
    folds = tuple(fold(text[start:end]) for start, end in spans)
    words = [one.text for one in folds]
    key = hashlib.sha256("\x1e".join([_RECIPE, find_parser_id(), *words]).encode("utf-8", "surrogatepass")).digest()
    docs = _kept(key, words)
    if docs is None:
        docs = _read(words)
        _keep(key, docs)
    return Parsed(spans, tuple(docs), folds)


def _read(words: list[str]) -> list[Doc]:
    """Parse sentences, each alone: names, tags, dependencies, word classes and base forms."""
    docs = list(load_parser().pipe(words, batch_size=SENTENCES, disable=["attribute_ruler", "lemmatizer"]))
    for doc in docs:
        classify(doc)
        for token in doc:
            token.lemma_ = _base_form(token)
    return docs


# Tags of inflected words; every other word is its own base form, whatever its ending ("other" is no comparative).
_INFLECTED: Final = frozenset(("VBD", "VBG", "VBN", "VBZ", "NNS", "JJR", "JJS", "RBR", "RBS"))
# Helping verbs, which the lemmatiser leaves alone.
_HELPING: Final = {
    **dict.fromkeys(("are", "'re", "am", "'m", "'s", "is", "was", "were", "been", "being"), "be"),
    **dict.fromkeys(("has", "had", "having", "'ve"), "have"),
    **dict.fromkeys(("does", "did", "done", "doing"), "do"),
}


def _base_form(token: Token) -> str:
    if token.tag_ in ("NNP", "NNPS"):
        return token.text
    if token.tag_[:2] == "VB" and token.lower_ in _HELPING:
        return _HELPING[token.lower_]
    if token.tag_ not in _INFLECTED:
        return token.lower_
    lemmatizer: Any = load_parser().get_pipe("lemmatizer")
    forms: list[str] = lemmatizer.rule_lemmatize(token)
    silent = forms[0] + "e"  # of "fin" and "fine" the past is "finned" and "fined": one n, so it is the second
    return silent if silent in forms and token.tag_ in ("VBD", "VBN", "VBG") else str(forms[0])


def _kept(key: bytes, words: list[str]) -> list[Doc] | None:
    """Return the parse kept under `key`, if it is whole and of these words."""
    from spacy.tokens import DocBin

    kept = _cache(os.environ.get("NEWSLAB_CACHE", "")).read([key])
    if key not in kept:
        return None
    try:
        docs = list(DocBin().from_bytes(kept[key]).get_docs(load_parser().vocab))
    except (ValueError, KeyError, TypeError):
        return None
    return docs if [doc.text for doc in docs] == words else None


def _keep(key: bytes, docs: list[Doc]) -> None:
    from spacy.tokens import DocBin

    _cache(os.environ.get("NEWSLAB_CACHE", "")).write({key: DocBin(attrs=_KEPT, docs=docs).to_bytes()})


@lru_cache(maxsize=4)
def _cache(folder: str) -> Kept:
    """Return the cache under NEWSLAB_CACHE, `folder` naming it so that another one is another cache."""
    return Kept("parses", find_parser_id(), most=_MOST, look=_ROWS)
