"""The named numbers that a reviewer may move, by rule; ``r40.toml`` sets them, rules read them from their context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from r40.checks.batch import SHARED
from r40.settings import bounds

_BY_CODEBOOK = "by_codebook"


class _Group(BaseModel):
    # Strict: "200" or true is no number of characters.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def _threshold(default: float, meaning: str, *, by_codebook: bool = False, **bounds: float) -> Any:
    extra: Any = {_BY_CODEBOOK: True} if by_codebook else {}
    return Field(default=default, description=meaning, json_schema_extra=extra, **bounds)  # type: ignore[call-overload]


class NarrativeMissing(_Group):
    """Of D101."""

    characters: int = _threshold(200, "characters under which a narrative is too short", by_codebook=True, ge=1)


class NarrativeShared(_Group):
    """Of D105."""

    # A lower share would not find more: the comparison of the batch keeps no pair under SHARED.
    share: float = _threshold(
        SHARED, "share of the words, in common passages, from which one narrative copies another", ge=SHARED, le=1
    )


class ObjectivesUnderspent(_Group):
    """Of N206."""

    euro: float = _threshold(1.0, "euro that may be missing before it is flagged; under one is rounding", ge=0)


class ImplausibleChange(_Group):
    """Of N209."""

    factor: float = _threshold(3.0, "times by which the users of a row must change", by_codebook=True, gt=1)
    users: float = _threshold(50.0, "users that the row must have in one of the two years", by_codebook=True, ge=1)


class Links(_Group):
    """Of L301 to L304."""

    sure: float = _threshold(
        0.8,
        'probability from which a link between narrative and reason is stated; below, `info` and "da verificare"',
        ge=0,
        le=1,
    )
    # Out of fold by writer, on the training split, r40 would say of 5.5 % of the reasons that a narrative supports that it does not
    # speak of them with 0.8, of 2.5 % with 0.95; of those that it does not speak of 83 % are still stated.
    sure_unsupported: float = _threshold(
        0.95, "the same for saying that nothing supports a ticked reason (L301), which accuses", ge=0, le=1
    )
    # Causes are told in more ways than reasons are. Out of fold by writer, on the training split, nothing supports "Altro" in 89 % of the
    # narratives of which the model says so with 0.8, and in 96 % of those with 0.9; of the other reasons in 95 % with 0.8.
    sure_other: float = _threshold(0.9, 'the same for "Altro" (L304), whose causes are told in more ways', ge=0, le=1)


class AreaWithoutUsers(_Group):
    """Of X403."""

    score: float = _threshold(
        0.82, "score from which an intervention counts; a target group that is merely named may reach 0.8", ge=0, le=1
    )


class Thresholds(BaseModel):
    """All thresholds, by the code of the rule or the family that reads them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    D101: NarrativeMissing = NarrativeMissing()
    D105: NarrativeShared = NarrativeShared()
    N206: ObjectivesUnderspent = ObjectivesUnderspent()
    N209: ImplausibleChange = ImplausibleChange()
    L: Links = Links()
    X403: AreaWithoutUsers = AreaWithoutUsers()


READ_BY = {"L": ("L301", "L302", "L303", "L304")}  # rules that share a group; any other group is its own rule's


@dataclass(frozen=True)
class Threshold:
    """One of them, for people."""

    key: str  # in the table ``thresholds`` of r40.toml, as ``N209.factor``
    value: float
    default: float
    bounds: str  # as ``≥ 0, ≤ 1``
    meaning: str
    by_codebook: bool  # named in the codebook's definition of the flag: another value changes what the flag means


def thresholds_of(code: str, thresholds: Thresholds) -> list[Threshold]:
    """The thresholds that a rule reads, in the order of their declaration."""
    return [
        Threshold(
            f"{group}.{name}",
            getattr(getattr(thresholds, group), name),
            field.default,
            bounds(field),
            field.description or "",
            isinstance(field.json_schema_extra, dict) and _BY_CODEBOOK in field.json_schema_extra,
        )
        for group in Thresholds.model_fields
        if code in READ_BY.get(group, (group,))
        for name, field in type(getattr(thresholds, group)).model_fields.items()
    ]
