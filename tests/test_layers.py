"""The house: a folder imports only from the floors below it and the folders to its left."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1] / "newslab"
ORDER = ["text", "read", "group", "events", "compare", "digest", "report"]
FLOOR = {"tables", "errors", "store", "learned", "options", "interrupts"}
ALLOWED = {folder: FLOOR | set(ORDER[: place + 1]) for place, folder in enumerate(ORDER)}
ALLOWED["report"] |= {"corpus", "pageset", "saved"}
ALLOWED["evaluate"] = FLOOR | set(ORDER) | {"corpus", "pipeline", "evaluate"}
FILES = {
    "errors": set(), "interrupts": set(), "tables": {"errors"}, "store": {"errors"}, "learned": {"errors"},
    "options": {"errors", "store", "learned"}, "guard": {"errors"}, "saved": FLOOR | {"group"},
    "pageset": FLOOR | {"saved"}, "corpus": FLOOR | {"group", "saved", "pageset", "report"}, "pipeline": FLOOR | set(ORDER) | {"corpus", "guard", "saved"},
    "rebuild": FLOOR | set(ORDER) | {"saved", "corpus", "pipeline"}, "bundle": FLOOR | set(ORDER) | {"corpus", "rebuild"}, "__main__": {"cli", "interrupts"},
    "commands": FLOOR | set(ORDER) | {"saved", "corpus", "pipeline", "rebuild", "bundle", "evaluate"},
    "cli": FLOOR | set(ORDER) | {"commands", "saved", "corpus", "pipeline", "rebuild", "bundle", "evaluate"},
}  # fmt: skip
PATHS = sorted(path for path in HOUSE.rglob("*.py") if path.name != "__init__.py")


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(HOUSE)))
def test_imports_go_left_and_down(path):
    where = path.relative_to(HOUSE).parts
    allowed = ALLOWED[where[0]] if len(where) > 1 else FILES[path.stem]
    used = {name.split(".")[1] for name in imported(path) if name.startswith("newslab.")}
    assert used <= allowed, f"{'/'.join(where)} reaches to its right: {sorted(used - allowed)}"


def test_no_files_import_each_other_in_a_circle():
    names = {".".join(path.relative_to(HOUSE.parent).with_suffix("").parts): path for path in PATHS}
    left = {name: imported(path) & set(names) for name, path in names.items()}
    while free := {name for name, used in left.items() if not used}:  # what imports none of those that are left
        left = {name: used - free for name, used in left.items() if name not in free}
    assert not left, f"these import each other, or what does: {sorted(left)}"


@pytest.mark.parametrize("name", ["dates", "normalise"])
def test_the_date_tagger_needs_no_pandas(name):
    code = f"import sys, newslab.text.{name}; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_views_load_without_models():
    heavy = ["bertopic", "spacy", "torch", "sklearn", "onnxruntime", "sentence_transformers"]
    code = f"import sys, newslab.report.page, newslab.report.index; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_nothing_pickles():
    forbidden = {"pickle", "joblib", "cloudpickle", "dill", "shelve", "marshal"}
    assert [str(path) for path in PATHS if imported(path) & forbidden] == []
