"""`python -m tests.samples [DIR]`: draws the samples, into data/samples unless told otherwise."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.forms.variants import render
from tests.samples.catalogue import SAMPLES

FOLDER = Path(__file__).parents[2] / "data" / "samples"


def main(folder: Path = FOLDER) -> int:
    """Draw every sample."""
    folder.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        render(sample.form(), folder / sample.name, sample.look)
        faults = f", planted: {', '.join(sample.faults)}" if sample.faults else ""
        print(f"{sample.name}: {sample.comune}, {sample.year} {sample.block}, {sample.variant}{faults}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit("usage: python -m tests.samples [DIR]")
    sys.exit(main(Path(sys.argv[1])) if len(sys.argv) == 2 else main())
