"""Scans of the test forms: PDFs that hold pictures of pages only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image


def scan(source: Path, path: Path, dpi: int, skew: float = 0.0, *, seed: int = 0, pages: int | None = None) -> None:
    """Write ``source`` to ``path`` as a scanner would: grey, turned by ``skew`` degrees, with its noise, as JPEG."""
    rng = np.random.default_rng(seed)
    with pypdfium2.PdfDocument(source) as document:
        images = [
            _noisy(document[number].render(scale=dpi / 72, grayscale=True).to_pil(), skew, rng)
            for number in range(min(len(document), pages or len(document)))
        ]
    images[0].save(path, "PDF", save_all=True, append_images=images[1:], resolution=dpi, quality=75)


def _noisy(image: Image.Image, skew: float, rng: np.random.Generator) -> Image.Image:
    turned = image.convert("L").rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
    pixels = np.asarray(turned, dtype=np.float32) * 0.88 + 20 + rng.normal(0, 6, (turned.height, turned.width))
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
