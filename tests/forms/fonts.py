"""Fonts for the ReportLab makers: the standard ones, and TrueType ones where the machine has them."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

STANDARD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Courier": "Courier-Bold"}
TRUETYPE = {
    "LiberationSans": ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    "LiberationSerif": ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    "LiberationNarrow": ("LiberationSansNarrow-Regular.ttf", "LiberationSansNarrow-Bold.ttf"),
    "DejaVuSans": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    "DejaVuSerif": ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
}


def _folders() -> list[Path]:
    folders = [Path("/usr/share/fonts/truetype/liberation"), Path("/usr/share/fonts/truetype/dejavu")]
    matplotlib = importlib.util.find_spec("matplotlib")
    if matplotlib is not None and matplotlib.origin:
        folders.append(Path(matplotlib.origin).parent / "mpl-data" / "fonts" / "ttf")
    return folders


def _find(name: str) -> Path | None:
    return next((folder / name for folder in _folders() if (folder / name).is_file()), None)


@cache
def fonts(name: str) -> tuple[str, str]:
    """Registered regular and bold font for a name of `STANDARD` or `TRUETYPE`; Helvetica where it is not installed."""
    if name in STANDARD:
        return name, STANDARD[name]
    regular, bold = (_find(file) for file in TRUETYPE[name])
    if regular is None or bold is None:
        return fonts("DejaVuSans") if name != "DejaVuSans" else ("Helvetica", STANDARD["Helvetica"])
    pdfmetrics.registerFont(TTFont(name, str(regular)))
    pdfmetrics.registerFont(TTFont(f"{name}-Bold", str(bold)))
    return name, f"{name}-Bold"


def is_truetype(name: str) -> bool:
    """Whether the font set for this name has the characters beyond WinAnsi (U+2010, ligatures)."""
    return fonts(name)[0] not in STANDARD


def width_of(text: str, font: str, size: float) -> float:
    """Width of a string in points."""
    return float(pdfmetrics.stringWidth(text, font, size))
