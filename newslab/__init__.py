"""newslab: articles in; topics, stories, dated events, comparisons and cited story pages out."""

from __future__ import annotations

import importlib
import os
from typing import Any

__version__ = "0.1.0"

# onnxruntime looks up its maker and writes a device id within seconds of its import unless this was set before it.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

_HOMES = {
    "read_articles": "read.files",
    "StoredArticles": "read.stored",
    "read_page": "read.pages",
    "load_sample": "read.sample",
    "read_outlets": "read.outlets",
    "link_outlets": "read.outlets",
    "datasets": "read.datasets",
    "find_dates": "text.dates",
    "embed": "text.embed",
    "find_spans": "text.spans",
    "find_statements": "text.spans",
    "name_groups": "group.grouping",
    "count_trend": "group.trend",
    "regroup": "group.grouping",
    "link_copies": "group.copies",
    "TopicModel": "group.topics",
    "StoryLinker": "group.stories",
    "link_stories": "group.stories",
    "story_diff": "group.diff",
    "log_edit": "group.edits",
    "find_events": "events.main_event",
    "build_events": "events.events",
    "link_events": "events.link",
    "build_timeline": "events.timeline",
    "build_state": "events.state",
    "find_loaded": "compare.loaded",
    "score_tone": "compare.loaded",
    "link_quotes": "compare.quotations",
    "diff_quotes": "compare.quotations",
    "trace_origins": "compare.tracing",
    "score_following": "compare.following",
    "score_speakers": "compare.speaking",
    "score_coverage": "compare.coverage",
    "score_reach": "compare.coverage",
    "score_emphasis": "compare.emphasis",
    "find_themes": "compare.themes",
    "build_contrasts": "compare.contrasts",
    "build_passages": "digest.passages",
    "Writer": "digest.writer",
    "build_corpus": "pipeline",
    "write_stories": "pipeline",
    "Options": "options",
    "Corpus": "corpus",
    "verify_corpus": "rebuild",
    "add_articles": "rebuild",
    "build_page": "report.page",
    "build_report": "report.analysis",
    "compare_builds": "report.builds",
    "build_codebook": "report.codebook",
    "make_bundle": "bundle",
    "verify_bundle": "bundle",
    "build_index": "report.index",
    "plot_timeline": "report.plots",
    "plot_coverage": "report.plots",
    "plot_topics": "report.plots",
    "plot_topic_shares": "report.plots",
    "plot_topic_map": "report.plots",
    "plot_emphasis": "report.plots",
    "plot_emphasis_plane": "report.plots",
    "plot_speakers": "report.plots",
    "plot_following": "report.plots",
    "plot_origins": "report.plots",
    "plot_omissions": "report.plots",
    "plot_calibration": "report.plots",
    "plot_agreement": "report.plots",
    "Explorer": "report.explorer.widget",
    "build_explorer": "report.explorer.page",
    "NewslabError": "errors",
    "TableError": "errors",
    "ReadError": "errors",
    "OptionError": "errors",
    "ModelError": "errors",
    "WriterError": "errors",
    "MissingPackage": "errors",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that `import newslab` stays under 0.1 s."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'newslab' has no attribute {name!r}")
    found = getattr(importlib.import_module(f"newslab.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
