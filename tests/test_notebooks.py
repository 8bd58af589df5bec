"""The notebooks: committed without outputs, run clean, and the interactive one works in a real JupyterLab."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import jupyter_lab, open_browser, run_all

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
BOOKS = sorted(NOTEBOOKS.glob("*.ipynb"))
# what these do the first five and the tests of each step do too: a whole run of them is left to `make test-all`
LATER = {"06_own_file", "07_published_timeline", "08_living_day"}
RUN = [pytest.param(path, marks=[pytest.mark.slow] if path.stem in LATER else []) for path in BOOKS]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs_and_with_parameters(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert "parameters" in code[0]["metadata"]["tags"]
    assert len([cell for cell in cells if cell["cell_type"] == "markdown"]) >= 3


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_a_notebook_runs_clean_and_renders_offline(path, tmp_path):
    command = [sys.executable, str(NOTEBOOKS / "render.py"), str(tmp_path), path.name]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    page = (tmp_path / path.name).with_suffix(".html").read_text(encoding="utf-8")
    assert '<script src="http' not in page
    assert "Traceback (most recent call last)" not in page
    assert "unpkg.com" not in page  # where widgets would be asked for
    assert page.count('class="plotly-graph-div"') == path.read_text(encoding="utf-8").count("nl.plot_")


ODD = [
    (
        "Fluss in Harwick steigt",
        "The river rose over its banks in Harwick on 3 May 2025. Some 40 houses were flooded.",
        "4.5.2025",
    ),
    (
        "Harwick under water",
        "Harwick was flooded on 3 May 2025, the fire service said. It counted 45 houses.",
        "4.5.2025",
    ),
    ("Lowmoor wins at chess", "The chess club of Lowmoor won its final on 9 May 2025.", ""),
]


# The notebook with the longest chain of steps; the others in `make test-all`.
ODD_RUN = [pytest.param(path, marks=[] if path.stem.startswith("03") else pytest.mark.slow) for path in BOOKS]


@pytest.mark.parametrize("path", ODD_RUN, ids=lambda path: path.stem)
def test_a_notebook_runs_on_a_small_table_with_headings_of_its_own(path, tmp_path):
    """No source, no language, no day that can be read: what somebody has in a spreadsheet."""
    import pandas as pd
    import papermill

    names = ["Überschrift / Headline", "Inhalt (Text)", "Erscheinungs-Datum"]
    pd.DataFrame(ODD, columns=names).to_csv(tmp_path / "odd.csv", index=False)
    given = {
        "source": str(tmp_path / "odd.csv"),
        "columns": {"title": names[0], "text": names[1], "published": names[2]},
    }
    done = tmp_path / path.name
    papermill.execute_notebook(str(path), str(done), parameters=given, cwd=str(tmp_path), progress_bar=False)
    cells = json.loads(done.read_text(encoding="utf-8"))["cells"]
    assert not [out for cell in cells for out in cell.get("outputs", []) if out["output_type"] == "error"]


@pytest.mark.browser
def test_the_explorer_in_a_real_jupyterlab(tmp_path):
    shutil.copy(NOTEBOOKS / "03_stories_timelines.ipynb", tmp_path / "explore.ipynb")
    with jupyter_lab(tmp_path) as address, open_browser(width=1400, height=2600) as page:
        run_all(page, address, "explore.ipynb")
        explorer = page.locator(".nlx")
        explorer.wait_for(timeout=180_000)
        explorer.scroll_into_view_if_needed()
        explorer.locator(".timeline .mark").first.wait_for(timeout=60_000)
        ticks = explorer.locator(".timeline .tick").all_text_contents()
        assert any("20" in tick for tick in ticks), ticks
        explorer.locator(".facet:has([data-key='facet-story']) input[type=checkbox]").nth(2).click()
        explorer.locator(".chip").wait_for()
        mark = explorer.locator("[data-event]").first
        told = mark.get_attribute("aria-label")
        mark.click()
        explorer.locator(".reader blockquote").first.wait_for(timeout=60_000)
        assert explorer.locator(".reader h3").text_content() in told
