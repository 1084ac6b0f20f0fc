"""``python -m tests.bench_checks``: measures the checks, writes docs/checks.md and src/r40/checks/precision.yaml."""

from __future__ import annotations

from tests.bench_checks.measure import tallies
from tests.bench_checks.report import DATA, PAGE, data, page
from tests.bench_checks.run import Bench, all_cases


def main() -> None:
    bench = Bench(all_cases())
    scored = bench.score()
    counts = tallies(scored)
    PAGE.write_text(page(scored, counts, bench.through_pdf(scored)), "utf-8")
    DATA.write_text(data(counts), "utf-8")
    # Held-out phrasings are not told: whoever reads this may change a rule.
    held_out = {each.case.id for each in scored if each.case.held_out}
    for code, tally in counts.items():
        missed = [case for case in tally.missed if case not in held_out]
        alarms = [alarm for alarm in tally.alarms if alarm.partition(":")[0] not in held_out]
        for line in (*(f"missed {case}" for case in missed), *(f"false alarm {alarm}" for alarm in alarms)):
            print(f"{code} {line}")


if __name__ == "__main__":
    main()
