"""``r40 score`` as an operator starts it."""

from __future__ import annotations

import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.cli.test_cli import r40

_TEXT = "Nel 2023 si è {} il servizio di assistenza domiciliare, con {} operatori;ALBA;2023;SI\n"


def make_table(folder: Path, rows: int) -> Path:
    path = folder / "rows.csv"
    lines = (_TEXT.format(("ridotto", "potenziato", "avviato")[n % 3], n) for n in range(rows))
    path.write_text("narrative;comune;year;R18\n" + "".join(lines), "utf-8")
    return path


def test_flags_can_fail_the_command_and_quiet_says_nothing(tmp_path: Path) -> None:
    path = make_table(tmp_path, 3)
    done = r40("score", path, "--out", tmp_path / "out", "--quiet", "--fail-on", "warning")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")  # D101: the narratives are short
    assert (tmp_path / "out" / "relazioni.xlsx").is_file()


def test_a_log_has_a_line_a_file_and_the_end_says_how_to_go_on(tmp_path: Path) -> None:
    path = make_table(tmp_path, 2)
    (tmp_path / "due\nrighe \x1b[31m.pdf").write_bytes(b"ciao")
    done = r40("score", path, tmp_path, "--out", tmp_path / "out", "--jobs", "1")
    assert done.returncode == 1
    log = done.stderr.splitlines()
    assert sum(line.startswith("partial ") for line in log) == 2
    assert next(line for line in log if line.startswith("failed ")).endswith("scaricare di nuovo la relazione.")
    assert "\x1b" not in done.stderr + done.stdout
    assert "--retry-failed" in done.stdout


def test_an_interrupted_run_says_so_and_goes_on_later(tmp_path: Path) -> None:
    path = make_table(tmp_path, 1000)  # seconds of work after the first line
    command = [
        sys.executable,
        "-c",
        "from r40.cli import main; main()",
        "score",
        str(path),
        "--out",
        str(tmp_path / "out"),
    ]
    # Whoever runs the tests in the background of a shell has interruptions ignored, by all that they start.
    hear = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=hear)
    assert running.stderr
    for line in running.stderr:
        if line.startswith("partial"):
            break
    running.send_signal(signal.SIGINT)
    rest = running.stderr.read()
    assert (running.wait(60), "Interrotto" in rest, "Traceback" in rest) == (130, True, False)
    assert not (tmp_path / "out" / "scored.jsonl").exists()
    done = r40("score", path, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "Già lette in un'esecuzione precedente: " in done.stdout


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; import r40.cli.app; print(*sorted(m for m in sys.modules if '.' not in m))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not loaded & {
        "numpy",
        "pandas",
        "sklearn",
        "spacy",
        "pebble",
        "xlsxwriter",
        "pyarrow",
        "pdfplumber",
        "jinja2",
        "mlflow",
    }
