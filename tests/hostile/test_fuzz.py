"""Readers give a relazione or a ReadError, whatever the bytes. ``python -m tests.hostile.fuzz`` does the same for longer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.hostile.mutate import KINDS, Change, bases, changed, verdict

CHANGES = st.lists(
    st.builds(Change, st.sampled_from(KINDS), st.floats(0, 1), st.integers(1, 3000), st.integers(0, 99)),
    min_size=1,
    max_size=8,
)


def check(which: int, changes: list[Change], factory: pytest.TempPathFactory) -> None:
    suffix, data = bases()[which]
    path = factory.getbasetemp() / f"fuzz{suffix}"
    path.write_bytes(changed(data, changes))
    assert not verdict(path).startswith("internal")


# The same examples in every run: what a longer search finds is put among the tests when it is mended.
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(which=st.integers(0, 2), changes=CHANGES)
def test_spoilt_pdfs(which: int, changes: list[Change], tmp_path_factory: pytest.TempPathFactory) -> None:
    check(which, changes, tmp_path_factory)


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(changes=CHANGES)
@example(changes=[])
def test_spoilt_texts(changes: list[Change], tmp_path_factory: pytest.TempPathFactory) -> None:
    check(3, changes, tmp_path_factory)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    data=st.binary(max_size=500), suffix=st.sampled_from((".pdf", ".txt")), head=st.sampled_from((b"", b"%PDF-1.4\n"))
)
def test_any_bytes(data: bytes, suffix: str, head: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(head + data + (b"\n%%EOF" if head else b""))
    assert not verdict(path).startswith("internal")
