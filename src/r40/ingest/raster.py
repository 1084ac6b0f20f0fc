"""A page as a picture: how far it is turned, its ruling lines, where its words lie.

Pictures are arrays of shape (height, width), grey from 0 (black) to 255.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import radians, tan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_STEEPEST = 5.0  # degrees looked at on either side
_COARSE, _FINE = 0.25, 0.02  # degrees between two angles tried
_MOST_POINTS = 60_000  # dark points that the angle is estimated from
_THICKEST = 3.0  # points; what is thicker is an area filled in
_HALO = 0.4  # points of grey on either side of a printed line
_BREAK = 0.6  # points of a gap that toner leaves in a line
_MARGIN = 40  # pixels around what stands on a sheet


class Place(NamedTuple):
    """A part of a picture, in pixels; ``bottom`` and ``right`` are the first ones outside."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    def holds_row(self, y: float) -> bool:
        return self.top <= y < self.bottom

    def holds(self, other: Place) -> bool:
        """Whether the middle of another place lies in this one."""
        return (
            self.holds_row((other.top + other.bottom) / 2) and self.left <= (other.left + other.right) / 2 < self.right
        )

    def of(self, picture: NDArray[Any]) -> NDArray[Any]:
        """This part of a picture, as a view."""
        return picture[self.top : self.bottom, self.left : self.right]

    def wider(self, margin: int) -> Place:
        return Place(max(0, self.top - margin), self.bottom + margin, max(0, self.left - margin), self.right + margin)


def around(places: Iterable[Place]) -> Place:
    """The part of a picture that holds all of these."""
    tops, bottoms, lefts, rights = zip(*places, strict=True)
    return Place(min(tops), max(bottoms), min(lefts), max(rights))


def dark(grey: Grey) -> Mask:
    """What is printed, by Otsu's threshold (1979): the one that parts the histogram best in two."""
    counts = np.bincount(grey.ravel(), minlength=256).astype(float)
    below, sums = counts.cumsum(), (counts * np.arange(256)).cumsum()
    above = below[-1] - below
    parts = (below > 0) & (above > 0)
    if not parts.any():
        return np.zeros(grey.shape, bool)
    between = np.zeros(256)
    means = sums[parts] / below[parts], (sums[-1] - sums[parts]) / above[parts]
    between[parts] = below[parts] * above[parts] * (means[0] - means[1]) ** 2
    found: Mask = grey <= between.argmax()
    return found


def whitened(grey: Grey, printed: Mask) -> Grey:
    """A picture with black ink on white paper: the ink's median becomes 0, the paper's, less its grain, 255."""
    if not printed.any():
        return grey
    black, paper = np.median(grey[printed]), grey[~printed][::7]
    white = max(np.median(paper) - 2 * paper.std(), black + 1)
    levels = ((np.arange(256) - black) * (255 / (white - black))).clip(0, 255).astype(np.uint8)
    found: Grey = levels[grey]
    return found


def skew(printed: Mask, dpi: float) -> float:
    """Degrees, counter-clockwise, by which a page is turned: the angle whose projection profile is the sharpest.

    Looks at 5 degrees on either side, to 0.02 degrees, by stripes of a point's height.
    """
    ys, xs = np.nonzero(printed)
    if not len(ys):
        return 0.0
    step = max(1, len(ys) // _MOST_POINTS)
    points = 72 / dpi
    y, x = ys[::step] * points, (xs[::step] - printed.shape[1] / 2) * points
    lowest = tan(radians(_STEEPEST + _COARSE)) * printed.shape[1] / 2 * points

    def sharpness(angle: float) -> float:
        profile = np.bincount((y + x * tan(radians(angle)) + lowest).astype(np.intp))
        return float((profile.astype(float) ** 2).sum())

    best = max(np.arange(-_STEEPEST, _STEEPEST + _COARSE / 2, _COARSE), key=sharpness)
    return float(max(np.arange(best - _COARSE, best + _COARSE + _FINE / 2, _FINE), key=sharpness))


def turned(grey: Grey, degrees: float) -> Grey:
    """A picture turned clockwise about its middle, white where nothing was."""
    return np.array(Image.fromarray(grey).rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=255))


def lines(printed: Mask, axis: int, shortest: float, dpi: float) -> list[Place]:
    """Where straight lines of at least ``shortest`` points lie, across (``axis`` 1) or down (0)."""
    pixels = dpi / 72
    length = round(shortest * pixels)
    whole = _closed(printed.view(np.uint8), round(_BREAK * pixels), axis)
    runs = ndimage.maximum_filter1d(ndimage.minimum_filter1d(whole, length, axis), length, axis, origin=-1 + length % 2)
    return [place for place in _connected(runs) if (place.height if axis else place.width) <= _THICKEST * pixels]


def erase(picture: Grey | Mask, place: Place, dpi: float, paper: int) -> None:
    """Put ``paper`` in the place of a line and its halo."""
    place.wider(max(1, round(_HALO * dpi / 72))).of(picture)[:] = paper


def clusters(printed: Mask, gap: int) -> list[Place]:
    """Where ink lies that no blank wider than ``gap`` pixels parts: about a word each."""
    return _connected(_closed(printed.view(np.uint8), gap, 1))


def _closed(picture: NDArray[np.uint8], gap: int, axis: int) -> NDArray[np.uint8]:
    size = 2 * (gap // 2) + 1
    closed: NDArray[np.uint8] = ndimage.minimum_filter1d(ndimage.maximum_filter1d(picture, size, axis), size, axis)
    return closed


def _connected(picture: NDArray[np.uint8]) -> list[Place]:
    labels, _ = ndimage.label(picture, np.ones((3, 3)))
    return [Place(y.start, y.stop, x.start, x.stop) for y, x in ndimage.find_objects(labels)]


def pitch(place: Place) -> int:
    """Height that a cutting takes on a sheet, in pixels."""
    return place.height + _MARGIN


def sheet(grey: Grey, places: Sequence[Place]) -> tuple[Grey, list[int]]:
    """Cuttings of a picture, one under the other, and the height of each one's middle."""
    width = max(place.width for place in places) + 2 * _MARGIN
    found = np.full((sum(map(pitch, places)) + _MARGIN, width), 255, np.uint8)
    top, middles = _MARGIN, []
    for place in places:
        found[top : top + place.height, _MARGIN : _MARGIN + place.width] = place.of(grey)
        middles.append(top + place.height // 2)
        top += pitch(place)
    return found, middles
