"""The public names: all there, and none loaded before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import newslab

HEAVY = ("pandas", "numpy", "spacy", "torch", "bertopic", "sklearn", "plotly", "onnxruntime")


def test_import_loads_nothing_heavy_and_is_quick():
    command = [sys.executable, "-X", "importtime", "-c", "import newslab"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = [line.split("|") for line in done.stderr.splitlines() if "|" in line]
    loaded = {line[2].strip().split(".")[0] for line in lines}
    assert loaded.isdisjoint(HEAVY)
    microseconds = next(int(line[1]) for line in lines if line[2].strip() == "newslab")
    assert microseconds < 100_000


@pytest.mark.parametrize("name", newslab.__all__)
def test_every_public_name_is_there_and_documented(name):
    found = getattr(newslab, name)
    assert found.__doc__
    assert name in dir(newslab)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'find_everything'"):
        newslab.find_everything  # noqa: B018
