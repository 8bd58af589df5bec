"""Processor time of comparing and telling, and a hash of every table they make, from a saved build.

    newslab build ../shared/datasets/sources/many_sources.jsonl.gz --out corpus
    python benchmarks/compare_stages.py corpus              # in two checkouts: the hashes must be the same

Names, stories and events are taken from the build, so that only what comes after them is measured.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

import newslab as nl
from newslab.compare.contrasts import build_contrasts
from newslab.compare.coverage import score_coverage
from newslab.compare.emphasis import score_emphasis
from newslab.compare.loaded import find_loaded
from newslab.compare.quotations import link_quotes
from newslab.corpus import write_table
from newslab.digest.passages import build_passages
from newslab.text.spans import Spans


def timed(name: str, step: Callable[..., Any], *tables: Any, **more: Any) -> Any:
    """Run a step and print its processor seconds."""
    began = time.process_time()
    made = step(*tables, **more)
    sys.stdout.write(f"{name:10} {time.process_time() - began:8.1f} s\n")
    return made


def run(corpus: nl.Corpus) -> dict[str, pd.DataFrame]:
    """Compare and tell anew what a build holds; return the tables made."""
    t = {name: table for name, table in corpus.tables.items() if name != "passages"}
    articles = t["articles"][t["articles"]["language"].isna() | (t["articles"]["language"] == "en")]
    spans = Spans(**{one.name: t[one.name] for one in fields(Spans)})
    cited = t["citations"][t["citations"]["cited_id"].isin(set(t["events"]["event_id"]))].reset_index(drop=True)
    members, copies = t["members"], t["copies"]
    made: dict[str, pd.DataFrame] = {}
    made["coverage"] = timed("coverage", score_coverage, articles, members, copies)
    made["emphasis"] = timed("emphasis", score_emphasis, articles, spans, members, copies=copies)
    made["quotations"] = timed("quotations", link_quotes, articles, spans, members, copies=copies)
    made["loaded"] = timed("loaded", find_loaded, articles, spans, members, copies=copies)
    told = {"articles": articles, "members": members, "copies": copies, "stories": t["stories"]}
    told |= {"coverage": made["coverage"], "emphasis": made["emphasis"]}
    made["contrasts"], more = timed("contrasts", build_contrasts, t["events"], cited, spans, **told)
    made["citations"] = pd.concat([cited, more], ignore_index=True)
    made["passages"], made["told"] = timed("passages", build_passages, t | made)
    return made


def main() -> None:
    """Print seconds by step, then a hash of each table's Parquet file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    with threadpool_limits(limits=1, user_api="blas"):
        made = run(nl.Corpus.load(parser.parse_args().corpus))
    with tempfile.TemporaryDirectory() as folder:
        for name, table in made.items():
            path = Path(folder) / f"{name}.parquet"
            write_table(table, path)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
            sys.stdout.write(f"{name:10} {len(table):8,} rows  {digest}\n")


if __name__ == "__main__":
    main()
