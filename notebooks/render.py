"""Run every notebook and keep it as one HTML page that works offline: python notebooks/render.py FOLDER [NOTEBOOK ...]."""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REMOTE = re.compile(
    r"<script[^>]*\bsrc\s*=\s*[\"']https?:[^>]*>\s*</script>|<link[^>]*href\s*=\s*[\"']https?:[^>]*>", re.I
)


def render(notebook: Path, folder: Path) -> Path:
    """Run `notebook` in `folder` and write it there as HTML without any remote script or style."""
    import nbformat
    import papermill
    import plotly.io as pio
    from nbconvert import HTMLExporter

    folder.mkdir(parents=True, exist_ok=True)
    done = folder / notebook.name
    pio.renderers.default = "notebook"
    papermill.execute_notebook(str(notebook), str(done), cwd=str(folder), progress_bar=False, log_output=False)
    page, _ = HTMLExporter(template_name="lab").from_notebook_node(nbformat.read(done, as_version=4))
    path = done.with_suffix(".html")
    path.write_text(REMOTE.sub("", page), encoding="utf-8")
    return path


if __name__ == "__main__":
    names = sys.argv[2:] or sorted(path.name for path in HERE.glob("*.ipynb"))
    for name in names:
        print(render(HERE / name, Path(sys.argv[1])))
