"""The order in which a reviewer should read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from r40.checks.priority import priority
from r40.records import Flag, Severity

FLAGS = st.builds(
    Flag,
    code=st.sampled_from(("D104", "N201", "L301", "X401")),
    subject=st.just("-"),
    severity=st.sampled_from(Severity),
    message=st.just("Messaggio."),
    values=st.one_of(st.just({}), st.floats(0, 1).map(lambda c: {"certainty": c})),
)
PRECISION = st.dictionaries(st.sampled_from(("N201", "L301")), st.floats(0, 1))


@given(st.lists(FLAGS, max_size=12), FLAGS, PRECISION)
def test_another_flag_never_lowers_it(flags: list[Flag], more: Flag, precision: dict[str, float]) -> None:
    before, after = priority(flags, precision)[0], priority([*flags, more], precision)[0]
    assert 0 <= before <= after <= 1


@given(st.lists(FLAGS, min_size=1, max_size=12), st.integers(0, 11), PRECISION)
def test_a_graver_flag_never_lowers_it(flags: list[Flag], at: int, precision: dict[str, float]) -> None:
    at %= len(flags)
    graver = {Severity.INFO: Severity.WARNING, Severity.WARNING: Severity.ERROR, Severity.ERROR: Severity.ERROR}
    raised = flags[at].model_copy(update={"severity": graver[flags[at].severity]})
    assert priority(flags, precision)[0] <= priority([*flags[:at], raised, *flags[at + 1 :]], precision)[0]


@given(st.lists(FLAGS, min_size=1, max_size=12), st.integers(0, 11), st.floats(0, 1), st.floats(0, 1), PRECISION)
def test_a_surer_flag_never_lowers_it(
    flags: list[Flag], at: int, one: float, other: float, precision: dict[str, float]
) -> None:
    at %= len(flags)
    values = [
        priority([*flags[:at], flags[at].model_copy(update={"values": {"certainty": c}}), *flags[at + 1 :]], precision)[
            0
        ]
        for c in sorted((one, other))
    ]
    assert values[0] <= values[1]


def _flag(severity: Severity, code: str = "N201", **values: float) -> Flag:
    return Flag(code=code, subject="-", severity=severity, message=f"{code} dice qualcosa.", values=values)


def test_order() -> None:
    error, warning, hint = (priority([_flag(s)])[0] for s in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    two_warnings = priority([_flag(Severity.WARNING)] * 2)[0]
    assert priority([]) == (0.0, [])
    assert error > two_warnings > warning > hint > 0
    assert priority([_flag(Severity.INFO)] * 5)[0] < warning
    unsure = priority([_flag(Severity.WARNING, "L301", certainty=0.4)])[0]
    assert unsure < priority([_flag(Severity.WARNING, "L301", certainty=0.95)])[0]
    assert priority([_flag(Severity.ERROR)], {"N201": 0.5})[0] < error


def test_reasons_name_the_weightiest_first() -> None:
    flags = [
        _flag(Severity.INFO, "N208"),
        _flag(Severity.ERROR),
        _flag(Severity.WARNING, "N209"),
        _flag(Severity.INFO, "D105"),
    ]
    _, reasons = priority(flags)
    assert reasons == [
        "Incoerenza (N201): N201 dice qualcosa.",
        "Da chiarire (N209): N209 dice qualcosa.",
        "Nota (N208): N208 dice qualcosa.",
        "E un'altra segnalazione.",
    ]
    assert priority([*flags, *flags])[1][-1] == "E altre 5 segnalazioni."


@given(st.lists(FLAGS, max_size=12))
def test_every_flag_is_named_or_counted(flags: list[Flag]) -> None:
    _, reasons = priority(flags)
    assert len(reasons) == (len(flags) if len(flags) <= 3 else 4)
