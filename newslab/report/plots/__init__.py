"""Figures, one file each: tables -> plotly figures with titles, counts, words for who does not see them, light and
dark.
"""

from newslab.report.plots.checks import plot_agreement, plot_calibration
from newslab.report.plots.coverage import plot_coverage
from newslab.report.plots.emphasis import plot_emphasis, plot_emphasis_plane
from newslab.report.plots.sources import plot_following, plot_omissions, plot_origins
from newslab.report.plots.speakers import plot_speakers
from newslab.report.plots.timeline import (
    DAY_MS,
    outside,
    plot_timeline,
    shown_days,
    timeline_layout,
    timeline_rows,
    timeline_trace,
)
from newslab.report.plots.topic_map import plot_topic_map
from newslab.report.plots.topics import plot_topic_shares, plot_topics

__all__ = [
    "DAY_MS",
    "outside",
    "plot_agreement",
    "plot_calibration",
    "plot_coverage",
    "plot_emphasis",
    "plot_emphasis_plane",
    "plot_following",
    "plot_omissions",
    "plot_origins",
    "plot_speakers",
    "plot_timeline",
    "plot_topic_map",
    "plot_topic_shares",
    "plot_topics",
    "shown_days",
    "timeline_layout",
    "timeline_rows",
    "timeline_trace",
]
