"""The named errors: one line each, saying where, what was expected, what was found and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class NewslabError(Exception):
    """Any error that newslab raises on purpose."""


class TableError(NewslabError, ValueError):
    """A table breaks its written contract (see `newslab.tables`)."""


class ReadError(NewslabError, OSError):
    """A source could not be read, or a folder could not be written."""


class OptionError(NewslabError, ValueError):
    """An option has a value it cannot have."""


class ModelError(NewslabError, RuntimeError):
    """Model files are absent, or are not the ones they claim to be."""


class WriterError(NewslabError, RuntimeError):
    """A language model gave no answer that could be used."""


class MissingPackage(NewslabError, ImportError):
    """An optional package is needed for what was asked."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs the package {package}: pip install 'newslab[{extra}]'")


@contextmanager
def one_line(place: object, expected: str, kind: type[NewslabError] = ReadError) -> Iterator[None]:
    """Turn whatever reading a saved file raises into one line: another may have written it, and it may hold anything.

    Examples
    --------
    >>> with one_line("model.json", "a saved model"):
    ...     {}["format"]
    Traceback (most recent call last):
    ...
    newslab.errors.ReadError: model.json: expected a saved model (KeyError: 'format')
    """
    try:
        yield
    except NewslabError:
        raise
    except Exception as error:
        told = " ".join(str(error)[:800].split())[:200]
        raise kind(f"{place}: expected {expected} ({type(error).__name__}{f': {told}' if told else ''})") from error
