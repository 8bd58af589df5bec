"""Count the house: code, patterns, word lists, thresholds and branches, today and at an older commit.

    python benchmarks/house.py [--against COMMIT]

One definition for every count. Code lines are lines without blanks, comments and docstrings; patterns are the literal
first arguments of `re` functions (rows of `resources/rules` counted with them); a word list is a literal of eight or
more texts, or a text of eight or more bare words that is split; a threshold is a number given to a name in capitals,
and it is measured if its line names `benchmarks/` or `data/train`.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
BRANCHES = (ast.If, ast.For, ast.While, ast.IfExp, ast.ExceptHandler, ast.comprehension, ast.With)
FOLDERS = ("text", "events", "compare", "digest")  # which must shrink while they gain
LONG = 120
LIST = 8  # texts that make a list


@dataclass
class Count:
    """What is counted, summed over files."""

    files: int = 0
    lines: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    test_lines: int = 0
    calls: int = 0
    characters: int = 0
    alternatives: int = 0
    lists: int = 0
    entries: int = 0
    thresholds: int = 0
    measured: int = 0
    branchy: list[str] = field(default_factory=list)
    wide: int = 0
    skipped: int = 0
    circles: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield (what, value) in the order of the table."""
        code = sum(self.lines.values())
        yield "files", f"{self.files:,}"
        yield "code lines", f"{code:,}"
        yield "of these in text, events, compare, digest", f"{sum(self.lines[name] for name in FOLDERS):,}"
        yield "test lines per code line", f"{self.test_lines / max(1, code):.2f}"
        yield "patterns: calls", f"{self.calls:,}"
        yield "patterns: characters", f"{self.characters:,}"
        yield "patterns: alternatives", f"{self.alternatives:,}"
        yield "word lists in code", f"{self.lists:,}"
        yield "entries of these lists", f"{self.entries:,}"
        yield "named thresholds", f"{self.thresholds:,}"
        yield "of these with a measured origin", f"{self.measured:,}"
        yield "functions over 15 branches", f"{len(self.branchy):,}"
        yield f"lines over {LONG} characters", f"{self.wide:,}"
        yield "fmt: skip", f"{self.skipped:,}"
        yield "import circles inside folders", f"{len(self.circles):,}"


def count(root: Path) -> Count:
    """Count the house that stands in a folder."""
    found = Count()
    for path in sorted((root / "newslab").rglob("*.py")):
        where = path.relative_to(root / "newslab").parts
        _count_file(found, path, where[0] if len(where) > 1 else "")
    for path in sorted((root / "tests").rglob("*.py")):
        found.test_lines += _code_lines(path.read_text("utf-8"))
    for path in sorted((root / "newslab" / "resources").glob("rules*/*")):
        for row in path.read_text("utf-8").splitlines()[1:]:
            found.characters += len(row.split("\t")[0])
            found.alternatives += row.split("\t")[0].count("|")
    found.circles = circles(root / "newslab")
    return found


def _count_file(found: Count, path: Path, folder: str) -> None:
    text = path.read_text("utf-8")
    lines = text.splitlines()
    found.files += 1
    found.lines[folder] += _code_lines(text)
    found.wide += sum(len(line) > LONG for line in lines)
    found.skipped += text.count("fmt: skip")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            _count_call(found, node)
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            words = [one for one in node.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            _count_list(found, len(words) if len(words) == len(node.elts) else 0)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            _count_threshold(found, node, lines)
        elif isinstance(node, ast.FunctionDef) and _branches(node) > 15:
            found.branchy.append(f"{path.name}:{node.name} {_branches(node)}")


def _code_lines(text: str) -> int:
    kept = {at + 1 for at, line in enumerate(text.splitlines()) if line.strip() and not line.strip().startswith("#")}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False):
            kept -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return len(kept)


def _count_call(found: Count, node: ast.Call) -> None:
    called = node.func
    if isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "re":
        found.calls += 1
        for part in (one for first in node.args[:1] for one in ast.walk(first)):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                found.characters += len(part.value)
                found.alternatives += part.value.count("|")
    texts = [one for one in (called.value if isinstance(called, ast.Attribute) else None, *node.args)
             if isinstance(one, ast.Constant) and isinstance(one.value, str)]  # fmt: skip
    splits = getattr(called, "attr", getattr(called, "id", ""))
    if splits in ("split", "word_set") and texts:
        _count_list(found, len(re.findall(r"[^\s|]+", texts[0].value)))


def _count_list(found: Count, n: int) -> None:
    if n >= LIST:
        found.lists += 1
        found.entries += n


def _count_threshold(found: Count, node: ast.Assign | ast.AnnAssign, lines: list[str]) -> None:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    value = node.value
    is_number = isinstance(value, ast.Constant) and type(value.value) in (int, float)
    if is_number and getattr(target, "id", "a").isupper():
        found.thresholds += 1
        found.measured += any(home in lines[node.lineno - 1] for home in ("benchmarks/", "data/train"))


def _branches(function: ast.FunctionDef) -> int:
    """Return the branches of a function: what parts or repeats, and each further operand of and, or."""
    nodes = list(ast.walk(function))
    return sum(isinstance(one, BRANCHES) for one in nodes) + sum(
        len(one.values) - 1 for one in nodes if isinstance(one, ast.BoolOp)
    )


def circles(root: Path) -> list[str]:
    """Return the groups of files that import each other in a circle, wherever in a file an import stands."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    names = [".".join(path.relative_to(root.parent).with_suffix("").parts) for path in sorted(root.rglob("*.py"))]
    place = {name: at for at, name in enumerate(names)}
    arrows = [
        (place[name], place[node.module])
        for name, path in zip(names, sorted(root.rglob("*.py")), strict=True)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module in place
    ]
    ends = np.array(arrows).T
    graph = coo_array((np.ones(len(arrows)), (ends[0], ends[1])), shape=(len(names), len(names)))
    _, group = connected_components(graph, directed=True, connection="strong")
    groups = [[names[at] for at in np.flatnonzero(group == one)] for one in np.flatnonzero(np.bincount(group) > 1)]
    return sorted(", ".join(found) for found in groups)


def older(commit: str) -> Count:
    """Count the house as it stood at a commit."""
    packed = subprocess.run(["git", "archive", commit], cwd=HOUSE, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
        return count(Path(folder))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", metavar="COMMIT", help="an older commit to stand beside it")
    against = parser.parse_args().against
    now, before = count(HOUSE), older(against) if against else None
    for at, (what, value) in enumerate(now.rows()):
        print(f"{what:45}{list(before.rows())[at][1] + '  ->' if before else '':>14} {value:>9}")
    for title, found in (("over 15 branches", now.branchy), ("circles", now.circles)):
        print(f"\n{title}: " + ("; ".join(sorted(found)) or "none"))


if __name__ == "__main__":
    main()
