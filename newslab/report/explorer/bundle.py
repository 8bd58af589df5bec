"""The application as one script: its modules joined in the order of their imports, as they stand, with nothing
built.
"""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import Final

_IMPORT: Final = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.mjs";$', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=const |function |async function |class )", re.MULTILINE)


@functools.cache
def style() -> str:
    """Return the style sheet."""
    return _read("explorer.css").strip()


@functools.cache
def script(home: str) -> str:
    """Return the script of a home, `widget` or `file`, with all modules that it imports.

    Names of the top level are unique over all modules, which a test holds.
    """
    order: list[str] = []
    _visit(home, order)
    joined = "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(f"js/{name}.mjs"))).strip() for name in order)
    end = "export default { render };" if home == "widget" else "open();"
    return f"{joined}\n{end}"


def _visit(name: str, order: list[str]) -> None:
    for needed in _IMPORT.findall(_read(f"js/{name}.mjs")):
        if needed not in order:
            _visit(needed, order)
    if name not in order:
        order.append(name)


def _read(path: str) -> str:
    return resources.files("newslab.report.explorer").joinpath(*path.split("/")).read_text(encoding="utf-8")
