from __future__ import annotations

from pathlib import Path

from tests.batch.kill import check


def test_a_killed_run_goes_on_to_the_same_output(tmp_path: Path) -> None:
    killed = check(tmp_path, 5)
    assert any("run" in victims for victims in killed)
