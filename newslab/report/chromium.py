"""The Chromium of this machine, where there is one: pages as PDF, figures as pictures; nothing is fetched."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

from newslab.errors import OptionError, ReadError
from newslab.store import write_bytes

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
PATIENCE: Final = 180  # seconds that a page may take
SIZES: Final = {".png", ".svg", ".pdf"}
_IMAGE: Final = re.compile(r'<pre id="newslab-image">data:image/[a-z+]+(;base64)?,([^<]*)</pre>')


def find_chromium() -> str | None:
    """Return the path of a Chromium or a browser built on it, None where there is none; NEWSLAB_CHROMIUM names
    another.
    """
    named = os.environ.get("NEWSLAB_CHROMIUM")
    return shutil.which(named) if named else next((path for path in map(shutil.which, NAMES) if path), None)


def print_pdf(page: str, path: str | Path) -> Path:
    """Print a page of HTML as PDF: its text can be searched, and pages have numbers where its style asks for them.

    Raises
    ------
    ReadError
        If no Chromium is installed, it fails, or the file cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "page.pdf"
        _run(page, Path(folder), ["--no-pdf-header-footer", "--virtual-time-budget=20000", f"--print-to-pdf={made}"])
        if not made.is_file():
            raise ReadError(f"{path}: Chromium printed nothing")
        write_bytes(path, made.read_bytes())
    return Path(path)


def write_figure(figure: Any, path: str | Path, *, width: int | None = None, height: int | None = None) -> Path:
    """Write a plotly figure as .png, .svg or .pdf.

    Raises
    ------
    OptionError
        If the name ends otherwise.
    ReadError
        If no Chromium is installed, it fails, or the file cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower()
    if kind not in SIZES:
        raise OptionError(f"{path}: expected a name that ends in {', '.join(sorted(SIZES))}")
    wide, high = int(width or 1000), int(height or figure.layout.height or 600)
    if kind == ".pdf":
        style = f"<style>@page {{ size: {wide}px {high}px; margin: 0 }} body {{ margin: 0 }}</style>"
        return print_pdf(style + figure.to_html(full_html=False, default_width=wide, default_height=high), target)
    asked = f"{{format: '{kind[1:]}', width: {wide}, height: {high}, scale: {2 if kind == '.png' else 1}}}"
    script = (
        f"Plotly.toImage('{{plot_id}}', {asked}).then(made => {{ const pre = document.createElement('pre');"
        "pre.id = 'newslab-image'; pre.textContent = made; document.body.replaceChildren(pre); });"
    )
    page = figure.to_html(post_script=script, default_width=wide, default_height=high)
    with tempfile.TemporaryDirectory() as folder:
        found = _IMAGE.search(_run(page, Path(folder), ["--virtual-time-budget=20000", "--dump-dom"]))
    if found is None:
        raise ReadError(f"{path}: Chromium drew nothing")
    import html
    from urllib.parse import unquote

    data = html.unescape(found[2])
    write_bytes(target, base64.b64decode(data) if found[1] else unquote(data).encode())
    return target


def _run(page: str, folder: Path, asked: list[str]) -> str:
    chromium = find_chromium()
    if chromium is None:
        raise ReadError("chromium: none is installed; install one, or name a browser built on it in NEWSLAB_CHROMIUM")
    source = folder / "page.html"
    source.write_text(page, encoding="utf-8")
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", *asked, source.as_uri()]
    try:
        done = subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    except (subprocess.SubprocessError, OSError) as error:
        raise ReadError(f"{chromium}: it could not show the page ({type(error).__name__})") from error
    return done.stdout.decode("utf-8", "replace")
