"""The map of a collection: articles of one theme lie together."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from newslab.errors import TableError
from newslab.report.plots.base import COLOURS, REST, SHAPES, Theme, cut, finish, nothing, short, whole
from newslab.report.render import plural, rows_of

NEEDED: Final = ("article_id", "x", "y", "topic_id", "label")


def plot_topic_map(places: pd.DataFrame, articles: pd.DataFrame | None = None, *, theme: Theme = "light") -> Any:
    """Draw each article as a point: near ones are alike, colour and shape are their topic.

    Parameters
    ----------
    places : what `TopicModel.document_map` gives.
    articles : ARTICLES table, for titles and sources on hover.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure. 49 topics have a colour and shape of their own, the others are grey and named on hover; so are
    articles in no topic.

    Raises
    ------
    TableError
        If a column is missing.
    """
    import plotly.graph_objects as go

    title = "Map of the collection"
    missing = [one for one in NEEDED if one not in places.columns]
    if missing:
        raise TableError(f"places.{missing[0]}: the column is missing; TopicModel.document_map gives it")
    if places.empty:
        return nothing(title, theme)
    told = (
        {}
        if articles is None
        else {row.article_id: f"{whole(row.title)}<br>{whole(row.source)}" for row in rows_of(articles)}
    )
    figure = go.Figure()
    sizes = places[places["topic_id"] != ""]["topic_id"].value_counts()
    order = [
        *sorted(sizes.index, key=lambda one: (-sizes[one], one)),
        *([""] if (places["topic_id"] == "").any() else []),
    ]
    for at, topic in enumerate(order):
        rows = places[places["topic_id"] == topic]
        own = topic and at < len(COLOURS) * len(SHAPES)
        figure.add_scatter(
            x=rows["x"].tolist(),
            y=rows["y"].tolist(),
            mode="markers",
            name=short(rows["label"].iloc[0], 44),
            hoverinfo="text",
            marker={
                "color": COLOURS[at % len(COLOURS)] if own else REST,
                "symbol": SHAPES[(at // len(COLOURS)) % len(SHAPES)] if own else "circle-open",
                "size": 8 if own else 5,
                "opacity": 0.85,
            },
            hovertext=[
                f"{told.get(row.article_id, whole(row.article_id))}<br><b>{whole(row.label)}</b>"
                for row in rows_of(rows)
            ],
        )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.update_layout(legend={"font": {"size": 11}})
    n = (
        f"{plural(len(places), 'article')}, {plural(len(sizes), 'topic')}, {int((places['topic_id'] == '').sum()):,} "
        "in none; distances are approximate"
    )
    alt = "Points by topic: " + "; ".join(
        str(places.loc[places["topic_id"] == one, "label"].iloc[0]) for one in order[:12]
    )
    return finish(figure, places, title=title, n=n, alt=cut(alt, 600), theme=theme, height=640)
