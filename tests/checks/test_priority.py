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
    assert (
        reasons[0].startswith("N201 (errore)")
        and reasons[1].startswith("N209")
        and reasons[-1] == "e un'altra segnalazione"
    )
