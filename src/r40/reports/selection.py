"""The comparison of candidates as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan

from r40.model.analysis import ALL, MODEL, Evaluation, Row, scoreboard, strata
from r40.model.comparison import RANDOM, Comparison, LeftOut

_MEASURES = {
    "interventions by document": "interventions, document",
    "interventions by character": "character",
    "reasons supported": "reasons supported",
    "reasons contradicted": "contradicted",
    "evidence hit": "evidence hit",
    "calibration error": "ECE",
}


def render_comparison(comparison: Comparison) -> str:
    """All tables, with what they were measured on."""
    grouped = comparison.grouped
    groups = {name: rows for name, rows in strata(grouped.gold).items() if name == ALL or name.startswith("voice")}
    rows = scoreboard(grouped, groups)
    parts = [
        "# Why this model",
        "",
        "Written by `r40 compare`; do not edit. Every figure is from one run on the training split "
        f"({len(grouped.gold)} narratives, {len({n.writer for n in grouped.gold})} writers), each writer held out; "
        "the test split has no part in it. F1 with 95 % bootstrap intervals over narratives. "
        "`model` is the one that ships: linear first stages, then gradient boosting, over neighbouring units for "
        "interventions and over all statements for reasons. The others judge each passage by itself. A candidate's ECE "
        "is that of its raw scores; only `model` is calibrated.",
        "",
        *(f"- {name}: `{value}`" for name, value in grouped.about.items()),
    ]
    for name in groups:
        parts += ["", f"## {'All narratives' if name == ALL else name.capitalize()}", "", *_scores(rows, name)]
    parts += ["", "## What random folds would have claimed", "", _RANDOM, "", *_gap(grouped, comparison.random)]
    parts += ["", "## Where to cut", "", _CUTS, "", "| pieces | character-level F1 at most |", "|---|---|"]
    parts += [f"| {grain} | {score} |" for grain, score in comparison.cuts.items()]
    parts += ["", "## Reasons linked by their wording alone", "", _WORDINGS, "", *_wordings(comparison.wordings)]
    return "\n".join(parts) + "\n"


_RANDOM = (
    "The same model where narratives, not writers, are dealt to the folds: each writer is then known to it. "
    "The difference is what new writers cost, and the least that new comuni will."
)
_CUTS = (
    "The score of a classifier that errs on no piece: what each way of cutting the narrative allows. "
    "Interventions are read from clauses and list items, reasons from statements."
)
_WORDINGS = (
    "Each reason as if the codebook did not know it (as R23-R28, or a later form's): the linker sees its printed wording, and was "
    'trained on the other reasons and on other writers. An AUC of 0.5 is chance; `always` is the F1 of saying "supported" of every narrative.'
)


def _scores(rows: Sequence[Row], stratum: str) -> Iterable[str]:
    yield "| system | " + " | ".join(_MEASURES.values()) + " |"
    yield "|---" * (len(_MEASURES) + 1) + "|"
    for row in rows:
        if row.stratum == stratum:
            yield f"| {row.system} | " + " | ".join(_figure(str(row.scores[m])) for m in _MEASURES) + " |"


def _figure(score: str) -> str:
    return score.replace(" [nan, nan]", "").replace("nan", "–")


def _gap(grouped: Evaluation, random: Evaluation) -> Iterable[str]:
    by_writer = next(r for r in scoreboard(grouped, {ALL: range(len(grouped.gold))}) if r.system == MODEL)
    shuffled = next(r for r in scoreboard(random, {ALL: range(len(random.gold))}) if r.system == RANDOM)
    yield "| measure | by writer | at random | difference |"
    yield "|---|---|---|---|"
    for name, label in _MEASURES.items():
        a, b = by_writer.scores[name], shuffled.scores[name]
        yield f"| {label} | {_figure(str(a))} | {_figure(str(b))} | {b.value - a.value:+.3f} |"


def _wordings(rows: Sequence[LeftOut]) -> Iterable[str]:
    yield "| reason left out | narratives that support it | AUC | F1 | F1 of always |"
    yield "|---|---|---|---|---|"
    for row in rows:
        yield f"| {row.concept} | {row.supported} | {row.auc:.3f} | {row.f1:.3f} | {row.always:.3f} |"
    if rows:
        mean = [sum(getattr(r, name) for r in rows) / len(rows) for name in ("auc", "f1", "always")]
        if not any(isnan(m) for m in mean):
            yield "| **mean** | | " + " | ".join(f"{m:.3f}" for m in mean) + " |"
