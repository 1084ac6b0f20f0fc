"""Which flag is which after re-scoring."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from r40.records import Flag, Severity, Span
from r40.store.matching import evidence_key, pair, substance


def flag(code: str, subject: str, words: str | None = None, start: int = 0, **values: object) -> Flag:
    evidence = (Span(start=start, end=start + len(words), text=words),) if words else ()
    return Flag(code=code, subject=subject, severity=Severity.ERROR, message="m", evidence=evidence, values=values)


FLAGS = st.lists(
    st.builds(
        flag, st.sampled_from(["L301", "N201"]), st.sampled_from(["R18", "R20"]), st.sampled_from([None, "a", "b"])
    ),
    max_size=8,
)


def test_evidence_tells_flags_of_one_code_apart_wherever_it_moved() -> None:
    old = [flag("X401", "R08", "uno"), flag("X401", "R08", "due", 9)]
    assert pair(old, [flag("X401", "R08", "due", 4), flag("X401", "R08", "uno", 70)]) == {0: 1, 1: 0}


def test_another_proof_of_the_only_such_finding_is_the_same_flag() -> None:
    assert pair([flag("X401", "R08", "uno")], [flag("X401", "R08", "tre")]) == {0: 0}


def test_which_of_two_has_another_proof_is_not_guessed() -> None:
    old = [flag("X401", "R08", "uno"), flag("X401", "R08", "due")]
    assert pair(old, [flag("X401", "R08", "tre")]) == {}


def test_certainty_and_place_are_no_substance() -> None:
    assert substance(flag("L301", "R18", "uno", certainty=0.1)) == substance(
        flag("L301", "R18", "uno", 8, certainty=0.9)
    )
    assert substance(flag("N201", "R0B", sum=1)) != substance(flag("N201", "R0B", sum=2))


@given(FLAGS, FLAGS)
def test_nothing_is_paired_twice_nor_with_another_subject(old: list[Flag], new: list[Flag]) -> None:
    found = pair(old, new)
    assert len(set(found.values())) == len(found)
    assert all((new[n].code, new[n].subject) == (old[o].code, old[o].subject) for n, o in found.items())


@given(FLAGS)
def test_the_same_flags_in_any_order_all_find_themselves(flags: list[Flag]) -> None:
    found = pair(flags, flags[::-1])
    assert len(found) == len(flags)
    assert all(evidence_key(flags[::-1][n]) == evidence_key(flags[o]) for n, o in found.items())
