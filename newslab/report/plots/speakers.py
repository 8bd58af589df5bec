"""Who speaks: whose words each group quotes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from newslab.report.plots.base import (
    REST,
    Theme,
    colours_of,
    cut,
    finish,
    left_out,
    nothing,
    percent,
    short,
    unique_labels,
    whiskers,
    whole,
)
from newslab.report.render import plural, rows_of
from newslab.tables import SPEAKERS, check


def plot_speakers(speakers: pd.DataFrame, *, most: int = 8, most_groups: int = 6, theme: Theme = "light") -> Any:
    """Draw whose words each group quotes: shares of quoted words with 95 % intervals, one panel a group.

    Parameters
    ----------
    speakers : SPEAKERS table.
    most : speakers drawn a group, those of most words; the title counts the others.
    most_groups : groups of most quoted words are drawn.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure; `to_frame()` has the rows drawn.

    Examples
    --------
    >>> rows = {"group": ["Post"], "speaker": ["Ana Ruiz"], "n_quotes": [2], "n_words": [30], "share": [1.0],
    ...         "n_statements": [0], "n_articles": [1]}
    >>> plot_speakers(pd.DataFrame(rows)).data[0].x
    (1.0,)
    """
    from plotly.subplots import make_subplots

    title, table = "Who speaks", check(speakers, SPEAKERS)
    quoted = table[table["n_words"] > 0]
    if quoted.empty:
        return nothing(title, theme, "nobody is quoted by name")
    words = quoted.groupby("group")["n_words"].sum()
    groups = sorted(words.index, key=lambda one: (-words[one], one))[:most_groups]
    drawn = pd.concat([quoted[quoted["group"] == one].nlargest(most, "n_words", keep="first") for one in groups])
    colours = colours_of(groups, table["group"])
    sizes = [int((drawn["group"] == one).sum()) for one in groups]
    figure = make_subplots(
        rows=len(groups),
        cols=1,
        row_heights=sizes,
        vertical_spacing=0.24 / max(len(groups), 3),
        shared_xaxes=True,
        subplot_titles=[f"{short(one, 60)} · {int(words[one]):,} quoted words" for one in groups],
    )
    for line, group in enumerate(groups, start=1):
        rows = drawn[drawn["group"] == group]
        share = rows["share"].fillna(0)
        figure.add_bar(
            orientation="h",
            x=share.tolist(),
            y=unique_labels(rows["speaker"].tolist(), 36),
            marker_color=colours[group],
            showlegend=False,
            error_x=whiskers(share, rows["low"], rows["high"], thickness=1.2, width=3, color=REST),
            customdata=[
                [whole(row.speaker), row.n_words, row.n_quotes, row.n_articles, percent(row.low), percent(row.high)]
                for row in rows_of(rows)
            ],
            hovertemplate="%{customdata[0]}: %{customdata[1]} words in %{customdata[2]} quotations of "
            "%{customdata[3]} articles<br>"
            "%{x:.0%} of the words, 95 % interval %{customdata[4]} to %{customdata[5]}<extra></extra>",
            row=line,
            col=1,
        )
        figure.update_yaxes(type="category", autorange="reversed", row=line, col=1)
    figure.update_xaxes(tickformat=".0%", rangemode="tozero")
    figure.update_xaxes(title="share of quoted words, 95 % interval", row=len(groups), col=1)
    figure.update_annotations(x=0, xanchor="left", font_size=13)
    n = (
        f"{int(drawn['n_words'].sum()):,} of {int(words.sum()):,} quoted words; {plural(len(drawn), 'speaker')}"
        f"{left_out(len(quoted) - len(drawn), 'speaker')}{left_out(len(words) - len(groups), 'group')}"
    )
    alt = "; ".join(f"{one}: {', '.join(drawn[drawn['group'] == one]['speaker'].head(3))}" for one in groups)
    return finish(
        figure,
        drawn,
        title=title,
        n=n,
        alt=cut(alt, 600),
        theme=theme,
        height=170 + 26 * sum(sizes) + 34 * len(groups),
    )
