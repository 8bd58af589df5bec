"""The collection that comes with the package: invented outlets on public facts, for trying and testing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from newslab.errors import ReadError
from newslab.read.assemble import assemble
from newslab.read.found import Record
from newslab.read.json_records import read_json_lines

SAMPLE: Final = Path(__file__).parents[1] / "resources" / "sample" / "articles.jsonl"


def load_sample() -> pd.DataFrame:
    """Load the bundled articles; outlets and wording are invented for demonstration.

    Returns
    -------
    ARTICLES table; pictures, where an article has any, stand in its further column `images`.

    Raises
    ------
    ReadError
        If the installation lacks the file or a record of it cannot be read.

    Examples
    --------
    >>> len(load_sample()) >= 60
    True
    """
    found = read_json_lines(SAMPLE.read_bytes(), SAMPLE.name)
    articles, problems = assemble(replace(one, named=True) if isinstance(one, Record) else one for one in found)
    if len(problems):
        raise ReadError(f"{SAMPLE.name}: {len(problems)} records cannot be read; install newslab again")
    return articles
