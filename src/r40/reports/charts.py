"""Plots of the tables of ``r40 themes``, for the report and for notebooks: Altair charts with Italian axes and captions.

Decimals never show on an axis of shares, so that no number format of another country does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from textwrap import wrap
from typing import Any

import pandas as pd
from markupsafe import Markup

from r40.errors import ConfigurationError

BLUE, ORANGE, GREY = "#1b4a78", "#c8741a", "#8a939e"
# Colours by Okabe and Ito (2008), which people who see colours otherwise tell apart.
STATES = {
    "avviato": "#0072b2", "potenziato": "#009e73", "proseguito": "#56b4e9", "programmato": "#e69f00", "concluso": "#d55e00",
    "non detto": "#d3d8de",
}  # fmt: skip
LEAST_CLUSTERS = 5  # independent texts below which a share in a grid is left blank
_WIDTH, _ROW = 440, 20  # pixels
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Caption:
    """What must stand with a plot or table: ``title``, ``unit`` (what the figures are), ``source``, ``note``."""

    title: str
    unit: str
    source: str
    note: str


def need_altair() -> None:
    """Fail before the reading rather than after.

    Raises:
        ConfigurationError: Altair or vl-convert is not installed; names the extra that brings them.
    """
    missing = [name for name, module in _NEEDED.items() if find_spec(module) is None]
    if missing:
        raise ConfigurationError(
            f"Per i grafici manca {' e '.join(missing)}: installare r40 con l'extra «themes» (pip install 'r40[themes]')."
        )


_NEEDED = {"Altair": "altair", "vl-convert": "vl_convert"}


def titled(chart: Any, caption: Caption, wide: int = 105) -> Any:
    """The chart with its caption drawn above it, for a notebook; lines break at ``wide`` characters."""
    import altair as alt

    texts = (f"Unità: {caption.unit}.", f"Fonte: {caption.source}.", f"Nota: {caption.note}")
    lines = [line for text in texts for line in wrap(text, wide)]
    return styled(chart.properties(title=alt.Title(caption.title, subtitle=lines)))


def svg(chart: Any, name: str, label: str) -> Markup:
    """The chart drawn as SVG. ``name`` makes its ids its own on a page of several; ``label`` is what a screen reader says."""
    import vl_convert

    drawing = vl_convert.vegalite_to_svg(styled(chart).to_dict())
    drawing = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{name}-", drawing)
    return Markup(drawing.replace("<svg ", Markup('<svg role="img" aria-label="{}" ').format(label), 1))


def styled(chart: Any) -> Any:
    """The look that all share."""
    return (
        chart.configure(font=_FONT)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelLimit=380, gridColor="#e3e7ec")
        .configure_legend(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", orient="top")
        .configure_header(labelFontSize=12, labelFontWeight="bold", title=None)
        .configure_title(anchor="start", fontSize=15, subtitleFontSize=11, subtitleColor="#545f6d", offset=12)
    )  # fmt: skip


def share_chart(table: pd.DataFrame, unit: str = "Quota delle relazioni con un testo") -> Any:
    """Shares with their intervals, in the order of the rows. ``table``: ``item``, ``share``, ``low``, ``high``."""
    return _ranges(table, "share", unit, percent=True)


def difference_chart(table: pd.DataFrame) -> Any:
    """Differences of shares with their intervals about a line at zero. ``table``: ``item``, ``difference``, ``low``, ``high``."""
    return _ranges(table, "difference", "Differenza della quota (punti percentuali)", percent=True, middle=0)


def lift_chart(table: pd.DataFrame) -> Any:
    """Lifts of pairs about a line at one. ``table``: ``a``, ``b``, ``lift``, ``low``, ``high``."""
    named = table.assign(item=table["a"] + " + " + table["b"])
    return _ranges(named, "lift", "Lift (1 = caso), scala logaritmica", percent=False, middle=1)


def years_chart(table: pd.DataFrame, columns: int = 3) -> Any:
    """A small plot for each item, shares by year with their intervals. ``table``: ``group`` (year), ``item``, ``share``, ``low``, ``high``."""
    import altair as alt

    x = alt.X("group:O", title=None, axis=alt.Axis(labelAngle=0))
    base = alt.Chart().encode(x=x)
    y = alt.Y("share:Q", title="Quota", axis=alt.Axis(format=".0%", tickCount=4), scale=alt.Scale(domainMin=0))
    line = base.mark_line(color=BLUE, point={"filled": True, "color": BLUE, "size": 45}).encode(y=y)
    bounds = base.mark_rule(color=BLUE, opacity=0.6).encode(y=alt.Y("low:Q", title="Quota"), y2="high:Q")
    plot = alt.layer(bounds, line, data=_data(table)).properties(width=235, height=110)
    order = list(dict.fromkeys(table["item"]))
    facet = alt.Facet("item:N", sort=order, title=None, header=alt.Header(labelLimit=260))
    return plot.facet(facet=facet, columns=columns).resolve_axis(x="independent")  # else the last row has none


def grid_chart(table: pd.DataFrame, groups: list[str], items: list[str]) -> Any:
    """Shares as a grid, groups down, items across; blank under ``LEAST_CLUSTERS`` independent texts.

    ``table``: ``group``, ``item``, ``share``, ``clusters``.
    """
    import altair as alt

    base = alt.Chart(_data(table[table["clusters"] >= LEAST_CLUSTERS])).encode(
        x=alt.X("item:N", title=None, sort=items, scale=alt.Scale(domain=items),
                axis=alt.Axis(labelAngle=-35, orient="top", grid=False)),
        y=alt.Y("group:N", title=None, sort=groups, scale=alt.Scale(domain=groups), axis=alt.Axis(grid=False)),
    )  # fmt: skip
    # Light enough that dark figures can be read on the darkest.
    colour = alt.Color("share:Q", scale=alt.Scale(range=["#f3f7fb", "#6aa3d5"]), legend=None)
    text = base.mark_text(fontSize=11, color="#1b2430").encode(text=alt.Text("share:Q", format=".0%"))
    size = {"width": 46 * len(items), "height": 22 * len(groups)}
    return (base.mark_rect(stroke="white").encode(color=colour) + text).properties(**size)


def states_chart(table: pd.DataFrame) -> Any:
    """How the mentions of each intervention divide. ``table``: ``group`` (intervention), ``item`` (state), ``share``."""
    import altair as alt

    ranked = table.assign(rank=table["item"].map({name: rank for rank, name in enumerate(STATES)}))
    colour = alt.Color("item:N", title=None, sort=list(STATES),
                       scale=alt.Scale(domain=list(STATES), range=list(STATES.values())))  # fmt: skip
    groups = list(dict.fromkeys(table["group"]))
    chart = alt.Chart(_data(ranked)).mark_bar().encode(
        x=alt.X("share:Q", title="Quota delle menzioni", axis=alt.Axis(format=".0%", tickCount=5), scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("group:N", title=None, sort=groups),
        color=colour,
        order=alt.Order("rank:Q"),
    )  # fmt: skip
    return chart.properties(width=_WIDTH, height=_ROW * len(groups))


def amounts_chart(table: pd.DataFrame) -> Any:
    """Quartiles of the amounts named. ``table``: ``item``, ``quarter``, ``median``, ``three_quarters``, in euro."""
    import altair as alt

    order = list(table["item"])
    thousands = "replace(format(datum.value, ',.0f'), /,/g, '.')"
    base = alt.Chart(_data(table)).encode(y=alt.Y("item:N", title=None, sort=order))
    axis = alt.Axis(labelExpr=thousands, tickCount=5, labelOverlap="greedy", labelSeparation=12)
    x = alt.X("quarter:Q", title="Euro, scala logaritmica", scale=alt.Scale(type="log"), axis=axis)
    box = base.mark_bar(color="#a9bfd6", height=10).encode(x=x, x2="three_quarters:Q")
    return (box + base.mark_tick(color=BLUE, thickness=3, size=14).encode(x="median:Q")).properties(
        width=_WIDTH, height=_ROW * len(order)
    )


def _ranges(table: pd.DataFrame, value: str, title: str, percent: bool, middle: float | None = None) -> Any:
    """Points with intervals, one row each, top to bottom."""
    import altair as alt

    order = list(dict.fromkeys(table["item"]))
    label = (
        "datum.value == 0 ? '0' : format(100 * datum.value, '+.0f')"
        if middle == 0
        else "replace(toString(datum.value), '.', ',')"
    )
    axis = alt.Axis(format=".0%", tickCount=6) if percent and middle is None else alt.Axis(labelExpr=label, tickCount=6)
    scale = alt.Scale() if percent else alt.Scale(type="log", nice=False)
    x = alt.X(
        f"{value}:Q", title=title, axis=axis, scale=alt.Scale(domainMin=0) if percent and middle is None else scale
    )
    base = alt.Chart(_data(table)).encode(y=alt.Y("item:N", title=None, sort=order))
    bounds = base.mark_rule(color=BLUE, strokeWidth=2, opacity=0.5).encode(x=alt.X("low:Q", title=title), x2="high:Q")
    points = base.mark_point(color=BLUE, filled=True, size=60, opacity=1).encode(x=x)
    layers = [bounds, points]
    if middle is not None:
        zero = alt.Chart(alt.Data(values=[{"at": middle}])).mark_rule(color=ORANGE, strokeDash=[4, 3])
        layers.insert(0, zero.encode(x=alt.X("at:Q", title=title)))
    return alt.layer(*layers).properties(width=_WIDTH, height=_ROW * max(1, len(order)))


def _data(table: pd.DataFrame) -> Any:
    """Rows as plain values: a figure that is missing or infinite is left out."""
    import altair as alt

    finite = table.replace([float("inf"), float("-inf")], float("nan")).astype("object")
    return alt.Data(values=finite.where(finite.notna(), None).to_dict("records"))
