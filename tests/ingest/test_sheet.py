"""Pages that are turned, and maps within maps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r40.ingest.sheet import Box, Matrix

number = st.integers(-50, 50).map(float)
matrix = st.builds(Matrix, number, number, number, number, number, number)


@given(matrix, matrix, number, number)
def test_one_map_after_another(inner: Matrix, outer: Matrix, x: float, y: float) -> None:
    assert inner.then(outer).point(x, y) == outer.point(*inner.point(x, y))


@given(matrix, number, number, number, number)
def test_a_box_holds_the_image_of_its_corners(each: Matrix, x0: float, y0: float, x1: float, y1: float) -> None:
    left, bottom, right, top = each.box(x0, y0, x1, y1)
    for x, y in ((x0, y0), (x0, y1), (x1, y0), (x1, y1)):
        a, b = each.point(x, y)
        assert left <= a <= right
        assert bottom <= b <= top


@pytest.mark.parametrize(
    ("turns", "seen"), [(0, (10, 60, 30, 95)), (1, (5, 10, 40, 30)), (2, (170, 5, 190, 40)), (3, (60, 170, 95, 190))]
)
def test_a_turned_page(turns: int, seen: tuple[float, ...]) -> None:
    """A page of 200 by 100 points whose coordinates begin at (1000, 500)."""
    box = Box(1000, 500, 1200, 600, turns)
    assert (box.width, box.height) == ((100, 200) if turns % 2 else (200, 100))
    assert [list(side) for side in box.upright([1010], [505], [1030], [540])] == [[value] for value in seen]
