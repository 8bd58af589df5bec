"""How far to trust: calibration of probabilities, and agreement of coders."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from newslab.errors import TableError
from newslab.report.plots.base import (
    ACCENT,
    REST,
    Theme,
    finish,
    grid,
    nothing,
    percent,
    unique_labels,
    whiskers,
    whole,
)
from newslab.report.render import plural, rows_of

BINS: Final = 10


def plot_calibration(judged: pd.DataFrame, *, theme: Theme = "light") -> Any:
    """Draw how often decisions of a given probability were right, with 95 % intervals.

    Parameters
    ----------
    judged : one row a decision: `p` (0 to 1) and `right` (true or false), as judged by hand.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure; `to_frame()`: n, mean p, share right, low, high of each tenth that has a decision.

    Raises
    ------
    TableError
        If a column is missing.

    Examples
    --------
    >>> plot_calibration(pd.DataFrame({"p": [0.9, 0.95], "right": [True, False]})).to_frame()["share"].tolist()
    [0.5]
    """
    import plotly.graph_objects as go

    from newslab.compare.statistics import wilson_interval

    for column in ("p", "right"):
        if column not in judged.columns:
            raise TableError(f"judged.{column}: the column is missing; expected p and right")
    title, known = "Calibration", judged.dropna(subset=["p", "right"])
    if known.empty:
        return nothing(title, theme)
    bins = (known["p"].astype(float) * BINS).clip(0, BINS - 1e-9).astype(int)
    parts = [known[bins == one] for one in sorted(bins.unique())]
    rows = pd.DataFrame(
        {
            "n": [len(part) for part in parts],
            "p": [part["p"].mean() for part in parts],
            "share": [float(part["right"].astype(bool).mean()) for part in parts],
        }
    )
    bounds = [wilson_interval(int(part["right"].astype(bool).sum()), len(part)) for part in parts]
    rows["low"], rows["high"] = [low for low, _ in bounds], [high for _, high in bounds]
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": REST, "dash": "dot"},
        hoverinfo="skip",
        name="as probable as right",
    )
    figure.add_scatter(
        x=rows["p"].tolist(),
        y=rows["share"].tolist(),
        mode="markers+lines",
        name="judged",
        marker={"size": 10, "color": ACCENT},
        line={"color": ACCENT},
        error_y=whiskers(rows["share"], rows["low"], rows["high"]),
        customdata=[[row.n, percent(row.low), percent(row.high)] for row in rows_of(rows)],
        hovertemplate="p %{x:.2f}: %{y:.0%} right of %{customdata[0]}, 95 % interval %{customdata[1]} to "
        "%{customdata[2]}<extra></extra>",
    )
    figure.update_xaxes(title="probability given", range=[0, 1.02])
    figure.update_yaxes(title="share right", range=[0, 1.02], tickformat=".0%")
    alt = "; ".join(f"at {row.p:.2f} {row.share:.0%} of {row.n} right" for row in rows_of(rows))
    return finish(figure, rows, title=title, n=plural(len(known), "decision"), alt=alt, theme=theme, height=420)


def plot_agreement(codes: pd.DataFrame, *, theme: Theme = "light") -> Any:
    """Draw how often two coders gave one unit the same value, for each pair of coders.

    Parameters
    ----------
    codes : one row a judgement: unit_id, coder, variable, value.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure, a heat map with the number of common units in each cell; `to_frame()`: coder, other, n, share.

    Raises
    ------
    TableError
        If a column is missing.
    """
    for column in ("unit_id", "coder", "variable", "value"):
        if column not in codes.columns:
            raise TableError(f"codes.{column}: the column is missing; expected unit_id, coder, variable and value")
    title = "Agreement of coders"
    both = codes.merge(codes, on=["unit_id", "variable"], suffixes=("", "_other"))
    both = both[both["coder"] != both["coder_other"]].assign(
        same=lambda rows: rows["value"].astype(str) == rows["value_other"].astype(str)
    )
    if both.empty:
        return nothing(title, theme, "no unit was coded by two")
    rows = both.groupby(["coder", "coder_other"], as_index=False).agg(n=("same", "size"), share=("same", "mean"))
    rows = rows.rename(columns={"coder_other": "other"})
    names = sorted(rows["coder"].unique())
    share, n = (
        rows.pivot_table(index="coder", columns="other", values=one).reindex(names, columns=names)
        for one in ("share", "n")
    )
    labels = unique_labels(names, 24)
    figure = grid(
        share.astype(object).where(share.notna(), None).to_numpy().tolist(),
        columns=labels,
        lines=labels,
        text=[["" if pd.isna(cell) else str(int(cell)) for cell in line] for line in n.to_numpy()],
        told=[[f"{whole(one)} and {whole(other)}" for other in names] for one in names],
        hover="%{customdata}: the same in %{z:.0%} of %{text} units",
        bar="same value",
    )
    lowest = rows.sort_values("share").iloc[0]
    alt = f"Lowest: {lowest.coder} and {lowest.other}, {lowest.share:.0%} of {lowest.n} units."
    return finish(
        figure,
        rows,
        title=title,
        n=f"{plural(codes['unit_id'].nunique(), 'unit')}, {plural(len(names), 'coder')}",
        alt=alt,
        theme=theme,
        height=220 + 40 * len(names),
    )
