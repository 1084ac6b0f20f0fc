"""``python -m tests.bench [FILES]``: speed, scaling, memory and start-up of r40 over varied relazioni, from one run.

Machines are noisy: times are medians, and ratios are of things measured in turns in the same run, by wall clock and by
processor time.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.bench.corpus import make_files, some_of
from tests.bench.measure import Cost, command, score, slope, timed
from tests.bench.stages import Rounds, pdfium_text, plumber_text, stages

FILES = 1000
_BARE = 40  # files of a round of bare text extraction
_STAGES = 200  # files of the stages
_SIZES = (100, 300, 1000, 3000)


def line(name: str, *values: str) -> None:
    """A line of the report."""
    print(f"{name:44}" + "".join(f"{value:>14}" for value in values), flush=True)


def main(count: int, folder: Path) -> None:
    """Measure, and print."""
    made: list[Path] = []
    line(f"{count} files made", f"{timed(lambda: made.extend(make_files(folder / 'files', count))):.0f} s")

    start_up(made[0], folder)

    plumber, pdfium = Rounds(), Rounds()
    sample = some_of(made, _BARE)

    def bare() -> None:
        plumber.add(plumber_text, sample)
        pdfium.add(pdfium_text, sample)

    sizes = sorted({size for size in _SIZES if size < count} | {count})
    costs: dict[int, Cost] = {}
    for size in sizes:
        bare()
        costs[size] = score(made[:size], folder / f"one-{size}", 1)
    bare()
    two = score(made, folder / "two", 2)
    bare()

    print("\n-- the whole of r40, PDF to written output, --jobs 1")
    scaling(costs)
    ratios(costs, plumber, pdfium)

    print("\n-- two workers")
    line("files", "--jobs 1", "--jobs 2", "efficiency")
    line(str(count), *(f"{count / cost.seconds:.1f}/s" for cost in (costs[count], two)), f"{costs[count].seconds / two.seconds / 2:.2f}")  # fmt: skip

    print("\n-- peak memory, MB resident, of the largest process")
    roles = list(costs[count].peak)
    line("", *roles)
    for name, cost in (("--jobs 1", costs[count]), ("--jobs 2", two)):
        line(name, *(f"{cost.peak.get(role, 0):.0f}" for role in roles))

    chosen = some_of(made, _STAGES)
    print(f"\n-- stages, {len(chosen)} files, one process, ms a file")
    for name, value in stages(chosen, folder).items():
        line(name, f"{value:.1f}")


def start_up(path: Path, folder: Path) -> None:
    """Time of the shortest calls."""
    command("score", path, "--out", folder / "first", "--quiet", watch=False)  # compiles
    print("\n-- start-up, seconds")
    line("r40 --help", f"{median(command('--help', watch=False).seconds for _ in range(7)):.2f}")
    one = [command("score", path, "--out", folder / f"single-{k}", "--quiet", watch=False).seconds for k in range(3)]
    line("r40 score, one file", f"{median(one):.2f}")


def scaling(costs: dict[int, Cost]) -> None:
    """Cost against the number of files."""
    line("files", "seconds", "files/s", "ms a file", "CPU ms a file")
    for size, cost in costs.items():
        line(
            str(size), f"{cost.seconds:.1f}", f"{size / cost.seconds:.1f}", f"{cost.seconds * 1000 / size:.1f}",
            f"{cost.cpu * 1000 / size:.1f}",
        )  # fmt: skip
    if len(costs) > 1:
        rise, fixed = slope([(size, cost.seconds) for size, cost in costs.items()])
        line("straight line through these", f"{fixed:.1f} s", "", f"+ {rise * 1000:.1f}")
        first, last = min(costs), max(costs)
        more = (costs[last].seconds - costs[first].seconds) / (last - first)
        line(f"from {first} to {last} files, for each more", "", "", f"{more * 1000:.1f}")


def ratios(costs: dict[int, Cost], plumber: Rounds, pdfium: Rounds) -> None:
    """r40 against bare text extraction."""
    line("", "ms a file", "CPU ms a file", "to pdfplumber", "CPU", "to pypdfium2")
    bare = [("pdfplumber extract_text", plumber.middle), ("pypdfium2 get_text_range", pdfium.middle)]
    whole = [
        (f"r40, {size} files, start-up included", (cost.seconds * 1000 / size, cost.cpu * 1000 / size))
        for size, cost in costs.items()
    ]
    for name, (wall, cpu) in bare + whole:
        line(name, f"{wall:.1f}", f"{cpu:.1f}", f"{wall / plumber.middle[0]:.3f}", f"{cpu / plumber.middle[1]:.3f}", f"{wall / pdfium.middle[0]:.1f}")  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="r40-bench-") as name:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else FILES, Path(name))
