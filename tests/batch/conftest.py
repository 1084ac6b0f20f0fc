"""What the tests of the batch share: a job and a few inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from r40.batch.inputs import Input, find_inputs
from r40.batch.work import Job
from r40.codebook import Codebook
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def job(codebook: Codebook) -> Job:
    return Job(codebook)


@pytest.fixture
def table(tmp_path: Path) -> list[Input]:
    """Rows of a table: quick to read."""
    path = tmp_path / "rows.csv"
    path.write_text(
        "narrative;comune;year\n"
        + "".join(
            f"Nel {2020 + n % 3} il Comune ha {verb} il servizio di {service}, con {n + 2} operatori;{place};{2020 + n % 3}\n"
            for n, (verb, service, place) in enumerate(
                (verb, service, place)
                for verb in ("potenziato", "avviato", "proseguito")
                for service in ("assistenza domiciliare", "mensa", "trasporto sociale", "segretariato sociale")
                for place in ("ALBA", "BRA", "CUNEO")
            )
        ),
        "utf-8",
    )
    return find_inputs([str(path)])


@pytest.fixture
def files(tmp_path: Path) -> list[Input]:
    """Two relazioni, an empty file and one that is no PDF."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("petracunna-2023.pdf", "rivamera-2021.pdf"):
        (folder / name).write_bytes((ROOT / "data" / "samples" / name).read_bytes())
    (folder / "a.pdf").write_bytes(b"")
    (folder / "z.pdf").write_bytes(b"ciao")
    return find_inputs([str(folder)])
