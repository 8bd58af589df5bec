"""A real Chromium for tests, closed to the network but for loopback and files, and a real JupyterLab to open in it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextlib.contextmanager
def open_browser(*, width: int = 1280, height: int = 900, offline: bool = False) -> Iterator[Any]:
    """Give a page of a new Chromium, or skip, saying so, where none is installed."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": width, "height": height}, offline=offline)
        try:
            yield context.new_page()
        finally:
            browser.close()


@contextlib.contextmanager
def jupyter_lab(folder: Path, *, dark: bool = False) -> Iterator[str]:
    """Start a JupyterLab of our own on a free port and give its address; its token is "newslab"."""
    if dark:
        kept = folder / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
        kept.mkdir(parents=True)
        (kept / "themes.jupyterlab-settings").write_text(json.dumps({"theme": "JupyterLab Dark"}))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=newslab", f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    settings = {**os.environ, "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"), "JUPYTER_DATA_DIR": str(folder / ".data")}
    server = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/api", timeout=2):
                break
            time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def run_all(page: Any, address: str, notebook: str) -> None:
    """Open a notebook and run all its cells."""
    page.goto(f"{address}/lab/tree/{notebook}?token=newslab&reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=120_000)
    page.get_by_text("| Idle").wait_for(timeout=120_000)  # before that a run is forgotten
    page.wait_for_timeout(2_000)
    page.get_by_role("menuitem", name="Run", exact=True).click(timeout=60_000)
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
