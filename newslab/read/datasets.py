"""Public collections of the field: by name, with address, licence, and how newslab reads them; nothing is fetched
here.
"""

from __future__ import annotations

import csv
from importlib.resources import files

import pandas as pd


def datasets() -> pd.DataFrame:
    """Return the public collections that newslab knows, as of 2026.

    Returns
    -------
    DataFrame of texts: name, what, address, licence (where "see there" stands, its page tells), read (the call).

    Notes
    -----
    Nothing is fetched: a collection is had at its address, on its terms, and what was saved is read by the call.

    Examples
    --------
    >>> datasets().set_index("name").loc["ECB+", "licence"]
    'CC BY 3.0'
    """
    text = files("newslab.resources").joinpath("datasets.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    return pd.DataFrame(rows).astype(pd.StringDtype(na_value=float("nan")))
