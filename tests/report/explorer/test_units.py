"""The application's own unit tests, run by node; and that its modules join into one script."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from newslab.report.explorer.bundle import script, style

HERE = Path(__file__).parent
MODULES = HERE.parents[2] / "newslab" / "report" / "explorer" / "js"
PAGE_STYLE = HERE.parents[2] / "newslab" / "report" / "templates" / "page.css"


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed, so the JavaScript of the Explorer is not tested by itself")
    return found


def test_the_units_hold(node):
    done = subprocess.run([node, "--test", HERE / "units.test.mjs"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.parametrize("home", ["widget", "file"])
def test_a_home_is_one_script_that_asks_for_nothing(node, home, tmp_path):
    text = script(home)
    (tmp_path / "home.mjs").write_text(text, "utf-8")
    done = subprocess.run([node, "--check", tmp_path / "home.mjs"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "\nimport " not in text
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|fetch\(|https?://(?!www\.w3\.org/2000/svg)",
        text,
    )
    assert "</script" not in text.lower()
    assert "<!--" not in text


def test_names_of_the_top_level_are_unique_over_all_modules():
    names: Counter[str] = Counter()
    for path in MODULES.glob("*.mjs"):
        names.update(
            re.findall(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", path.read_text("utf-8"), re.M)
        )
    assert [name for name, n in names.items() if n > 1] == []


def test_the_colours_are_those_of_the_pages():
    pages = PAGE_STYLE.read_text("utf-8")
    light, dark = pages.split("@media (prefers-color-scheme: dark)")[:2]
    ours = dict.fromkeys(("light", "dark"), "")
    ours["light"], ours["dark"] = style().split('.nlx[data-theme="dark"]')[:2]
    for theme, told in (("light", light), ("dark", dark)):
        for name in ("paper", "sheet", "ink", "soft", "rule", "accent", "tint", "mark", "warn"):
            value = re.search(rf"--{name}: (#\w+)", told)[1]
            assert re.search(rf"--{name}: (#\w+)", ours[theme])[1] == value, f"{theme} --{name}"
