"""What all figures share: one look on white and on black, a palette that colour-blind readers tell apart, words for
each.
"""

from __future__ import annotations

import functools
import html
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from newslab.report.render import asset, plain

if TYPE_CHECKING:
    import plotly.graph_objects as go

Theme = Literal["light", "dark"]
GRID: Final = "rgba(128,120,100,.22)"  # on white and on black
INK: Final[dict[Theme, str]] = {"light": "#1d1c1a", "dark": "#ece9e2"}
PAPER: Final[dict[Theme, str]] = {"light": "#ffffff", "dark": "#17181a"}
ACCENT: Final = "#2f7fb5"  # 4.3 to 1 on white, 4.3 to 1 on the dark paper
OPEN: Final = "#b9cfda"
# Okabe & Ito (2008), told apart by readers of any colour vision, without its black; orange and yellow a little darker
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#a08500")
REST: Final = "#8a8a8a"  # all others together
SHAPES: Final = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star")
FIXED: Final = "colours that mean something"  # of a heat map that no theme recolours
SCALE: Final[dict[Theme, list[list[Any]]]] = {
    "light": [[0, "#f4f1ea"], [0.5, "#7fb3d3"], [1, "#0b4f7a"]],
    "dark": [[0, "#26282b"], [0.5, "#2f7fb5"], [1, "#bfe3fa"]],
}
LAYOUT: Final[dict[str, Any]] = {
    "template": "none",
    "font": {
        "family": "system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif",
        "size": 13,
        "color": INK["light"],
    },
    "paper_bgcolor": PAPER["light"],
    "plot_bgcolor": PAPER["light"],
    "margin": {"l": 10, "r": 20, "t": 56, "b": 48},
    "hoverlabel": {"align": "left"},
}
AXIS: Final[dict[str, Any]] = {
    "automargin": True,
    "gridcolor": GRID,
    "zerolinecolor": GRID,
    "linecolor": GRID,
    "title_font_size": 13,
}


@functools.cache
def figure_class() -> type[Any]:
    """Return the class of all figures; plotly is imported when the first one is drawn."""
    import plotly.graph_objects as go

    class Figure(go.Figure):  # type: ignore[misc]
        """A plotly figure that knows its rows (`to_frame`), its words (`alt`) and its dark form (`dark`)."""

        _rows: pd.DataFrame = pd.DataFrame()
        _alt: str = ""
        _search: bool = False

        @property
        def alt(self) -> str:
            """What the figure shows, in words, for readers who do not see it."""
            return self._alt

        def to_frame(self) -> pd.DataFrame:
            """Return the rows that are drawn."""
            return self._rows.copy()

        def dark(self) -> Figure:
            """Return the same figure for a dark page."""
            made: Figure = with_theme(self, "dark")
            return made

        def to_html(self, *args: Any, **options: Any) -> str:
            """Return it as HTML, offline; its words stand in it for screen readers."""
            options.setdefault("include_plotlyjs", True)
            if self._search:
                options["post_script"] = f"{asset('search.js')}\n{options.get('post_script') or ''}"
            return _labelled(super().to_html(*args, **options), self._alt)

        def write_image(self, file: str | Path, *args: Any, **options: Any) -> None:
            """Write it as .png, .svg or .pdf with the Chromium of this machine; nothing is fetched."""
            from newslab.report.chromium import write_figure

            write_figure(self, file, width=options.get("width"), height=options.get("height"))

    return Figure


def with_theme(figure: Any, theme: Theme) -> Any:
    """Return a copy of a figure in the colours of a theme."""
    made = type(figure)(figure)
    made._rows, made._alt, made._search = figure._rows, figure._alt, figure._search
    made.update_layout(font_color=INK[theme], paper_bgcolor=PAPER[theme], plot_bgcolor=PAPER[theme])
    for trace in made.data:
        if trace.type == "heatmap" and trace.meta != FIXED:
            trace.colorscale = SCALE[theme]
    return made


def _labelled(page: str, alt: str) -> str:
    words = html.escape(alt, quote=True)
    return page.replace('class="plotly-graph-div"', f'class="plotly-graph-div" role="img" aria-label="{words}"', 1)


def finish(figure: go.Figure, rows: pd.DataFrame, *, title: str, n: str, alt: str, theme: Theme, height: int) -> Any:
    """Give a figure its title, what it counts, its words and its theme."""
    import plotly.io as pio

    if (
        pio.renderers.default == "plotly_mimetype"
    ):  # else a page that nbconvert makes has no figure: plotly's own choice
        pio.renderers.default = "plotly_mimetype+notebook"
    made = figure_class()(figure)
    made._rows, made._alt = rows.reset_index(drop=True), f"{title}. {alt}"
    told = f"{title}<br><sup>{html.escape(n)}</sup>" if n else title
    made.update_layout(
        **{
            **LAYOUT,
            "title": {"text": told, "x": 0.01, "xanchor": "left", "font": {"size": 16}},
            "height": height,
            "margin": {**LAYOUT["margin"], "t": 76 if n else 52},
        },
        meta={"alt": made._alt},
    )
    made.update_xaxes(**AXIS)
    made.update_yaxes(**AXIS)
    return made if theme == "light" else with_theme(made, theme)


def grid(
    z: Sequence[Sequence[Any]],
    *,
    columns: Sequence[str],
    lines: Sequence[str],
    text: Sequence[Sequence[str]],
    told: Sequence[Sequence[Any]],
    hover: str,
    bar: str = "",
    top: float = 1.0,
) -> go.Figure:
    """Return a heat map of shares from 0 to `top`: a column a group, a line a thing, the first on top.

    Parameters
    ----------
    z : shares, a list a line; None where there is none.
    columns, lines : their labels, each different.
    text : what is written in each cell.
    told, hover : what hovering has (`customdata`), and plotly's template of it.
    bar : what the colour means; without words no scale is drawn.
    top : the share that has the darkest colour.
    """
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Heatmap(
            z=z,
            x=columns,
            y=lines,
            text=text,
            texttemplate="%{text}",
            customdata=told,
            hovertemplate=f"{hover}<extra></extra>",
            hoverongaps=False,
            colorscale=SCALE["light"],
            zmin=0,
            zmax=top,
            xgap=2,
            ygap=2,
            showscale=bool(bar),
            colorbar={"title": {"text": bar, "font": {"size": 12}}, "tickformat": ".0%", "thickness": 12, "len": 0.6},
        )
    )
    figure.update_xaxes(type="category", tickangle=-40 if len(columns) > 3 else 0, showgrid=False)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return figure


def whiskers(at: pd.Series[Any], low: pd.Series[Any], high: pd.Series[Any], **look: Any) -> dict[str, Any]:
    """Return the error bars of values whose intervals are known; without one there is none."""
    up, down = (high - at).clip(lower=0).fillna(0), (at - low).clip(lower=0).fillna(0)
    return {"type": "data", "symmetric": False, "array": up.tolist(), "arrayminus": down.tolist(), **look}


def nothing(title: str, theme: Theme, why: str = "nothing to draw") -> Any:
    """Return the figure of no rows, which says so."""
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.add_annotation(text=why, showarrow=False, x=0.5, y=0.5, xref="paper", yref="paper", font={"size": 14})
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return finish(figure, pd.DataFrame(), title=title, n="", alt=why, theme=theme, height=180)


def short(text: object, most: int) -> str:
    """Return a text cut to `most` characters and escaped, since plotly acts on tags."""
    return html.escape(cut(text, most), quote=False)


def cut(text: object, most: int) -> str:
    """Return a text on one line, cut to `most` characters at the end of a word.

    Examples
    --------
    >>> cut("Two towns share one bridge", 16), cut("Two towns", 16)
    ('Two towns share…', 'Two towns')
    """
    words = " ".join(plain(str(text)).split())
    if len(words) <= most:
        return words
    head, _, last = words[:most].rpartition(" ")
    kept = head if len(last) < most / 2 else words[: most - 1]  # a single long word is cut inside
    return f"{kept.rstrip(' ,;:–-')}…"


def unique_labels(texts: list[str], most: int) -> list[str]:
    """Return labels cut to `most` characters, told apart by a number where two are cut to the same."""
    seen: dict[str, int] = {}
    found = []
    for text in texts:
        label = short(text, most)
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found


def whole(text: object, width: int = 60) -> str:
    """Return a text in full, escaped and broken into lines, for hovering."""
    import textwrap

    return (
        "<br>".join(html.escape(line, quote=False) for line in textwrap.wrap(" ".join(plain(str(text)).split()), width))
        or " "
    )


def largest(table: pd.DataFrame, column: str, most: int) -> list[str]:
    """Return the values of a column with the largest sums of n."""
    counts = table.groupby(column)["n"].sum()
    return sorted((str(key) for key in counts.index), key=lambda key: (-int(counts[key]), key))[:most]


def colours_of(drawn: Sequence[str], every: Iterable[Any] = ()) -> dict[str, str]:
    """Return a colour for each series drawn, and grey from the eighth on.

    Where `every` group that is compared has a colour of its own, it has the same one in all figures of a report.

    Examples
    --------
    >>> colours_of(["right", "left"], ["left", "centre", "right"])["right"] == COLOURS[2]
    True
    """
    names = sorted({str(one) for one in every} | set(drawn))
    order = names if len(names) <= len(COLOURS) else list(drawn)
    return {name: COLOURS[at] if at < len(COLOURS) else REST for at, name in enumerate(order)}


def figure_text(value: Any) -> str:
    """Return a number with two digits, "–" where there is none."""
    return "–" if pd.isna(value) else f"{float(value):.2f}"


def percent(value: Any) -> str:
    """Return a share as per cent, "–" where there is none."""
    return "–" if pd.isna(value) else f"{float(value):.0%}"


def left_out(n: int, noun: str) -> str:
    """Say how many are not drawn, nothing where all are."""
    return f"; {n:,} more {noun}{'s' if n != 1 else ''} not drawn" if n > 0 else ""
