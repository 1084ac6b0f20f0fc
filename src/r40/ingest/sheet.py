"""A PDF's coordinates, which begin anywhere and may be turned, to points from the top left of the page as seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Matrix(NamedTuple):
    """An affine map as PDF writes it: x' = ax + cy + e, y' = bx + dy + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """The box around a box's image."""
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        (cx, cy), (dx, dy) = self.point(x0, y1), self.point(x1, y0)
        return min(ax, bx, cx, dx), min(ay, by, cy, dy), max(ax, bx, cx, dx), max(ay, by, cy, dy)

    def then(self, outer: Matrix) -> Matrix:
        """This map, and ``outer`` after it."""
        e, f = outer.point(self.e, self.f)
        return Matrix(
            outer.a * self.a + outer.c * self.b,
            outer.b * self.a + outer.d * self.b,
            outer.a * self.c + outer.c * self.d,
            outer.b * self.c + outer.d * self.d,
            e,
            f,
        )


@dataclass(frozen=True)
class Box:
    """The part of a page that is seen, in the PDF's coordinates, and by how many quarters it is turned clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.turns % 2 else self.top - self.bottom

    @property
    def _sides(self) -> tuple[tuple[int, int, float], ...]:
        """How x0, top, x1, bottom as seen come about: from which of x0, y0, x1, y1, by which factor, from where."""
        match self.turns:
            case 1:
                return (1, 1, -self.bottom), (0, 1, -self.left), (3, 1, -self.bottom), (2, 1, -self.left)
            case 2:
                return (2, -1, self.right), (1, 1, -self.bottom), (0, -1, self.right), (3, 1, -self.bottom)
            case 3:
                return (3, -1, self.top), (2, -1, self.right), (1, -1, self.top), (0, -1, self.right)
            case _:
                return (0, 1, -self.left), (3, -1, self.top), (2, 1, -self.left), (1, -1, self.top)

    def upright(self, *sides: Sequence[float]) -> list[Sequence[float]]:
        """Boxes as seen: all their x0, top, x1 and bottom, from all their x0, y0, x1 and y1."""
        return [
            [start + factor * value for value in sides[side]] if start or factor < 0 else sides[side]
            for side, factor, start in self._sides
        ]
