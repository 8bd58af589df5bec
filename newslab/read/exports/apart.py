"""Documents that libraries open, in a process of its own: what ends it, fills it or holds it up ends no reading."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import Any, Final

from newslab.errors import MissingPackage, ReadError
from newslab.interrupts import APART
from newslab.read.exports.packs import Budget

SECONDS: Final = 20  # of processor time for any document; one that is full is read in less
SECONDS_A_MIB: Final = 20
MEMORY: Final = 3 << 30  # bytes, of which the cells that `areas` lets pass take one third
MEMORY_A_BYTE: Final = 16
MOST_PAGES: Final = 5000  # of a PDF file
NEEDS: Final = {
    "sheets": ("python_calamine", "python-calamine", "spreadsheet"),
    "pdf": ("pypdf", "pypdf", "PDF"),
    "rtf": ("striprtf.striprtf", "striprtf", "RTF"),
}  # form: module, package, name
_CODE: Final = (
    "import sys; sys.path[:] = sys.argv[4:]; from newslab.read.exports.apart import serve; serve(*sys.argv[1:4])"
)
_FIELD: Final = re.compile(
    r"\{\\field(?:\\[a-z]+-?\d*|\s)*+\{\\\*\\fldinst\b(?:[^{}]|\{[^{}]*\})*+\}"
)  # linear in time
_CELL: Final = re.compile(r"\\cell(?![a-z])")
_PAGE_BREAK: Final = re.compile(r"\\(?:page|sect)(?![a-z])\s?")


def open_apart(form: str, raw: bytes) -> Iterator[Any]:
    """Give what a library finds in a document: rows of sheets, lines of pages, lines.

    Parameters
    ----------
    form : "sheets", "pdf" or "rtf".
    raw : bytes of the document.

    Raises
    ------
    MissingPackage
        Without the library.
    ReadError
        If the library cannot read it, ends, or takes more time or memory than a file of its size may; or if it unfolds
        to more than a text could.

    Notes
    -----
    The process is asked as any program is, over pipes, in JSON lines. Its bounds are those of the system (RLIMIT_CPU
    and RLIMIT_AS): on Windows there are none, and macOS bounds time alone.
    """
    module, package, name = NEEDS[form]
    try:
        importlib.import_module(module)
    except ImportError as error:
        raise MissingPackage(package, "exports", f"reading {name}") from error
    seconds, memory = SECONDS + (SECONDS_A_MIB * len(raw) >> 20), MEMORY + MEMORY_A_BYTE * len(raw)
    child = subprocess.Popen(
        [sys.executable, "-c", _CODE, form, str(seconds), str(memory), *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        **APART,
    )
    try:
        yield from _answers(child, raw, seconds)
    finally:
        child.kill()
        for stream in (child.stdin, child.stdout):
            with suppress(OSError):  # what was not taken of the document is lost with its taker
                stream.close()  # type: ignore[union-attr]
        child.wait()


def _answers(child: subprocess.Popen[bytes], raw: bytes, seconds: int) -> Iterator[Any]:
    budget, asking = Budget.of(len(raw)), child.stdin
    with suppress(OSError):
        asking.write(raw)  # type: ignore[union-attr]
        asking.close()  # type: ignore[union-attr]
    for line in child.stdout:  # type: ignore[union-attr]
        budget.take(len(line))
        answer = json.loads(line) if line.endswith(b"\n") else {}
        if isinstance(answer, dict) and "end" in answer:
            if answer["end"]:
                raise ReadError(answer["end"])
            return
        if answer != {}:
            yield answer
    code = child.wait()
    slow = code in (-24, 152)  # SIGXCPU
    raise ReadError(
        f"its library took more than {seconds} s of processor time"
        if slow
        else "its library ended, or took more memory than a file of this size may"
    )


def serve(form: str, seconds: str, memory: str) -> None:
    """Answer for the document on the standard input, a JSON value a line; the last one is `{"end": what was wrong}`."""
    out, sys.stdout = sys.stdout, sys.stderr  # what a library prints must not mix with the answers
    _bound(int(seconds), int(memory))
    end = ""
    try:
        for found in READERS[form](sys.stdin.buffer.read()):
            out.write(json.dumps(found, default=_shown) + "\n")
    except BaseException as error:  # noqa: BLE001 (also the panics of a library, which are no Exception)
        told = " ".join(str(error).split())[:200]
        end = (
            told
            if isinstance(error, ReadError)
            else f"this {NEEDS[form][2]} is broken ({told or type(error).__name__})"
        )
    out.write(json.dumps({"end": end}) + "\n")
    out.flush()


def _bound(seconds: int, memory: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    for what, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        with suppress(OSError, ValueError):  # a system may not have this bound
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _shown(cell: Any) -> str:
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def sheet_rows(raw: bytes) -> Iterator[str | tuple[int, list[Any]]]:
    """Give the sheets of a spreadsheet: the name, then number and cells of each row that has any, empty ones as ""."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(raw))
    for name in book.sheet_names:
        yield name
        for number, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=True), 1):
            if any(cell != "" for cell in row):
                yield number, row


def pdf_pages(raw: bytes) -> Iterator[list[str]]:
    """Give the lines of each page of a PDF file."""
    import pypdf

    reader = pypdf.PdfReader(BytesIO(raw))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReadError("this PDF is encrypted")
    for page in islice(reader.pages, MOST_PAGES):
        yield [line for line in page.extract_text().split("\n") if line.strip()]  # empty lines of a PDF tell nothing


def rtf_lines(raw: bytes) -> Iterator[str]:
    r"""Give the lines of an RTF file; the words of links are kept, page breaks stand as lines of a form feed."""
    from striprtf.striprtf import rtf_to_text

    source = _FIELD.sub("{", raw.decode("latin-1"))
    source = _PAGE_BREAK.sub(r"\\par \\u12?\\par ", _CELL.sub(r"\\par ", source))
    to_text: Any = rtf_to_text  # it has no types
    yield from str(to_text(source, encoding="cp1252", errors="replace")).split("\n")


READERS: Final[dict[str, Callable[[bytes], Iterator[Any]]]] = {
    "sheets": sheet_rows,
    "pdf": pdf_pages,
    "rtf": rtf_lines,
}
