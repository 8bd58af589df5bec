"""Run every notebook and keep it as one HTML page that works offline: python notebooks/render.py FOLDER [NOTEBOOK ...]."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
REMOTE = re.compile(
    r"<script[^>]*\bsrc\s*=\s*[\"']https?:[^>]*>\s*</script>|<link[^>]*href\s*=\s*[\"']https?:[^>]*>", re.I
)


WIDGET = "application/vnd.jupyter.widget-view+json"
NOTE = "<p><i>This cell is interactive: open the notebook in JupyterLab (<code>make lab</code>) to use it.</i></p>"


def render(notebook: Path, folder: Path) -> Path:
    """Run `notebook` in `folder` and write it there as HTML without any remote script or style."""
    import nbformat
    import papermill
    from nbconvert import HTMLExporter

    folder.mkdir(parents=True, exist_ok=True)
    done = folder / notebook.name
    os.environ["PLOTLY_RENDERER"] = "notebook"  # read by the kernel: figures carry their script, once
    papermill.execute_notebook(str(notebook), str(done), cwd=str(folder), progress_bar=False, log_output=False)
    book = nbformat.read(done, as_version=4)
    _without_widgets(book)
    page, _ = HTMLExporter(template_name="lab").from_notebook_node(book)
    path = done.with_suffix(".html")
    path.write_text(REMOTE.sub("", page), encoding="utf-8")
    return path


def _without_widgets(book: Any) -> None:
    """Put a note where a widget stands: outside a notebook it would ask the network for its parts."""
    book.metadata.pop("widgets", None)
    for output in (one for cell in book.cells for one in cell.get("outputs", ())):
        if WIDGET in output.get("data", {}):
            output["data"] = {"text/html": NOTE}


if __name__ == "__main__":
    names = sys.argv[2:] or sorted(path.name for path in HERE.glob("*.ipynb"))
    for name in names:
        print(render(HERE / name, Path(sys.argv[1])))
