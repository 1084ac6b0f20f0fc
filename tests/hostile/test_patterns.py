"""No regular expression can be made to hang."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from tests.conftest import ROOT
from tests.hostile import patterns


def test_no_pattern_backtracks_without_end() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.patterns"], capture_output=True, text=True, cwd=ROOT, timeout=900
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["patterns"] > 300
    assert report["slow"] == []


def test_a_pattern_that_hangs_is_found() -> None:
    for pattern in (r"M\d+ (?:\w+\s*)+;", r"(?:aa|a|b)*c", r"^(?:[\d.,]+)+€$", r"\s*\s*\s*\s*x"):
        assert any(_cut_off(pattern, text) for text in patterns.texts(pattern, 0)), pattern


def _cut_off(pattern: str, text: str) -> bool:
    code = "import re, sys, signal; signal.setitimer(signal.ITIMER_VIRTUAL, 0.5); re.findall(sys.argv[1], sys.stdin.read())"
    done = subprocess.run([sys.executable, "-S", "-c", code, pattern], input=text, text=True, check=False)
    return done.returncode < 0


def test_what_is_compiled_is_recorded() -> None:
    def work() -> None:
        namespace = {"re": re, "__name__": "r40.invented"}
        exec("re.compile('invented a+'); re.search('invented b+', 'x')", namespace)

    found = patterns.recorded(work)
    assert [pattern for pattern, _ in found] == ["invented a+", "invented b+"]
