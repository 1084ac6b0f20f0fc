"""The evaluation page, for developers and researchers: one file with nothing to fetch, plots as SVG inside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import groupby
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from r40.errors import ConfigurationError
from r40.model.analysis import (
    KEYWORDS,
    MAJORITY,
    MODEL,
    Evaluation,
    Row,
    Tally,
    by_intervention,
    by_reason,
    confusions,
    precision_recall,
    scoreboard,
    strata,
    worst,
)
from r40.model.annotator import Annotation
from r40.model.corpus import Narrative
from r40.model.evaluate import Guesses, expected_error, intervention_guesses, reason_guesses, reliability
from r40.reports.files import write_atomically

if TYPE_CHECKING:
    import altair as alt

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_CONFUSIONS = 25
_SYSTEMS, _COLOURS = [MODEL, KEYWORDS, MAJORITY], ["#1b4a78", "#c8741a", "#8a939e"]
_SIZE = 300  # pixels, of a square plot


def need_plots() -> None:
    """Fail before the measuring rather than after.

    Raises:
        ConfigurationError: Altair or vl-convert is not installed.
    """
    if find_spec("altair") is None or find_spec("vl_convert") is None:
        raise ConfigurationError("Per i grafici mancano Altair e vl-convert: eseguire «make setup».")


def write_evaluation(evaluation: Evaluation, path: Path) -> None:
    """Write the page atomically. Raises OutputError, and ConfigurationError as ``need_plots``."""
    write_atomically(path, [render_evaluation(evaluation).encode("utf-8")])


def render_evaluation(evaluation: Evaluation) -> str:
    """The page; the same evaluation gives the same page."""
    need_plots()
    gold, found = evaluation.gold, evaluation.found[MODEL]
    rows = scoreboard(evaluation, strata(gold))
    interventions, reasons = intervention_guesses(gold, found), reason_guesses(gold, found)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = _figure
    operating = {row.system: row.scores for row in rows if row.stratum == rows[0].stratum}
    return environment.get_template("evaluation.html.j2").render(
        about={**evaluation.about, "narratives": str(len(gold))},
        measures=list(rows[0].scores),
        strata=[(name, list(group)) for name, group in groupby(rows, key=lambda row: row.stratum)],
        headline=operating[MODEL],
        interventions=by_intervention(gold, found),
        reasons={stance: by_reason(gold, found, stance) for stance in ("supported", "contradicted")},
        confusions=confusions(gold, found)[:_MOST_CONFUSIONS],
        mistakes=worst(gold, found),
        plots={
            "strata": _svg(_strata_plot(rows), "strata"),
            "curves": [
                _svg(_curve("Interventions by document", evaluation, intervention_guesses, by_intervention), "curve-i"),
                _svg(_curve("Reasons supported", evaluation, reason_guesses, by_reason), "curve-r"),
            ],
            "reliability": [
                _svg(_reliability("Interventions found", interventions), "reliability-i"),
                _svg(_reliability("Reasons supported", reasons), "reliability-r"),
            ],
        },
    )


def _figure(value: float) -> str:
    return "–" if isnan(value) else f"{value:.3f}"


def _svg(chart: alt.TopLevelMixin, name: str) -> Markup:
    """The chart drawn; ids are made its own, for several drawings share the page."""
    import vl_convert

    drawing = vl_convert.vegalite_to_svg(chart.to_dict())
    return Markup(re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{name}-", drawing))  # Vega escapes the texts it draws


def _colour() -> alt.Color:
    import altair as alt

    return alt.Color("system:N", title=None, scale=alt.Scale(domain=_SYSTEMS, range=_COLOURS))


def _axis(field: str, title: str) -> dict[str, Any]:
    import altair as alt

    return {"shorthand": f"{field}:Q", "title": title, "scale": alt.Scale(domain=[0, 1])}


def _strata_plot(rows: Sequence[Row]) -> alt.FacetChart:
    """Every figure with its interval, strata from top to bottom."""
    import altair as alt

    measures = [name for name in rows[0].scores if name != "calibration error"]
    data = [
        {"stratum": row.stratum, "system": row.system, "measure": name, **_bounds(row, name)}
        for row in rows
        for name in measures
    ]
    order = list(dict.fromkeys(row.stratum for row in rows))
    base = alt.Chart().encode(
        y=alt.Y("stratum:N", title=None, sort=order),
        yOffset=alt.YOffset("system:N", sort=_SYSTEMS),
        color=_colour(),
    )
    points = base.mark_point(filled=True, size=36).encode(x=alt.X(**_axis("value", "")))
    bounds = base.mark_rule().encode(x=alt.X(**_axis("low", "")), x2="high:Q")
    plot = alt.layer(bounds, points, data=alt.Data(values=data)).properties(width=170, height=_SIZE)
    return plot.facet(column=alt.Column("measure:N", title=None, sort=measures))


def _bounds(row: Row, name: str) -> dict[str, float | None]:
    score = row.scores[name]
    figures = {"value": score.value, "low": score.low, "high": score.high}
    return {key: None if isnan(value) else value for key, value in figures.items()}


Guess = Callable[[Sequence[Narrative], Sequence[Annotation]], Guesses]
Count = Callable[[Sequence[Narrative], Sequence[Annotation]], list[Tally]]


def _curve(title: str, evaluation: Evaluation, guesses: Guess, tallies: Count) -> alt.LayerChart:
    """The model's precision over recall, and a point where each system's own decisions put it."""
    import altair as alt

    curve = [
        {"recall": recall, "precision": precision, "system": MODEL}
        for recall, precision, _ in precision_recall(guesses(evaluation.gold, evaluation.found[MODEL]))
    ]
    points = []
    for system, found in evaluation.found.items():
        counted = tallies(evaluation.gold, found)
        hits, predicted, support = (sum(getattr(t, key) for t in counted) for key in ("hits", "predicted", "support"))
        if predicted and support:
            points.append({"recall": hits / support, "precision": hits / predicted, "system": system})
    axes = {"x": alt.X(**_axis("recall", "recall")), "y": alt.Y(**_axis("precision", "precision"))}
    line = alt.Chart(alt.Data(values=curve)).mark_line(interpolate="step-before").encode(**axes, color=_colour())
    dots = alt.Chart(alt.Data(values=points)).mark_point(filled=True, size=90, opacity=1)
    return (line + dots.encode(**axes, color=_colour())).properties(title=title, width=_SIZE, height=_SIZE)


def _reliability(title: str, guesses: Guesses) -> alt.LayerChart:
    """Share of right guesses over their mean probability; on the diagonal, a probability means what it says."""
    import altair as alt

    bins = reliability(guesses)
    data = [{"probability": b.probability, "share": b.share, "count": b.count} for b in bins]
    axes = {"x": alt.X(**_axis("probability", "mean probability")), "y": alt.Y(**_axis("share", "share that is true"))}
    ends = alt.Data(values=[{"probability": 0, "share": 0}, {"probability": 1, "share": 1}])
    diagonal = alt.Chart(ends).mark_line(strokeDash=[4, 4], color=_COLOURS[2]).encode(**axes)
    base = alt.Chart(alt.Data(values=data)).encode(**axes)
    size = alt.Size("count:Q", title="pairs", scale=alt.Scale(range=[20, 400]))
    dots = base.mark_point(filled=True, opacity=0.8, color=_COLOURS[0]).encode(size=size)
    head = alt.Title(title, subtitle=f"expected calibration error {_figure(expected_error(bins))}")
    return (diagonal + base.mark_line(color=_COLOURS[0]) + dots).properties(title=head, width=_SIZE, height=_SIZE)
