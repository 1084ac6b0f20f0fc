"""r40.toml: what it changes, and what it says when it is wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r40.checks.base import check
from r40.checks.explain import rule_of, rule_page
from r40.checks.registry import RULES
from r40.checks.thresholds import Thresholds, thresholds_of
from r40.codebook import default_codebook
from r40.configuration import Configuration, example, load_configuration
from r40.errors import ConfigurationError
from r40.records import Flag, Severity
from tests.checks.context import context_of
from tests.conftest import ROOT

KEYS = sorted({each.key for rule in RULES for each in thresholds_of(rule.code, Thresholds())})


def written(folder: Path, text: str) -> Path:
    path = folder / "r40.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_example_is_the_default_and_stands_in_the_docs() -> None:
    assert Configuration.model_validate(tomllib.loads(example())) == Configuration()
    assert example() in (ROOT / "docs" / "configuration.md").read_text("utf-8")
    for key in KEYS:
        assert f"[thresholds.{key.split('.')[0]}]" in example()


def test_found_in_the_working_directory_or_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_configuration() == Configuration()
    written(tmp_path, "[limits]\nmax_pages = 5\n")
    assert load_configuration().limits.max_pages == 5
    other = written(tmp_path / "..", "[limits]\nmax_pages = 7\n").rename(tmp_path / "other.toml")
    assert load_configuration(other).limits.max_pages == 7


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ignores = []", ("«ignores»", "forse «ignore»", "ammesse: select, ignore, limits, severity, thresholds")),
        ("[limits]\nmax_page = 3", ("«limits.max_page»", "forse «max_pages»")),
        ("[limits]\nmax_pages = 0", ("«limits.max_pages»", "intero ≥ 1")),
        ("[limits]\nmax_pages = true", ("«limits.max_pages»", "True")),
        ("limits = 3", ("«limits»", "tabella")),
        ("thresholds = []", ("«thresholds»", "tabella")),
        ("select = 'N2'", ("«select»", '["N2", "X401"]')),
        ("select = [2]", ("«select.0»", '["N2", "X401"]')),
        ("ignore = ['N29']", ("«ignore»", "N29", "forse «N209»")),
        ("[severity]\nN29 = 'info'", ("«severity»", "N29", "forse «N209»")),
        ("[severity]\nN209 = 'warn'", ("«severity.N209»", "forse «warning»", "«error», «warning», «info»")),
        ("severity = 'info'", ("«severity»", "tabella")),
        ("[thresholds]\nN201.factor = 3", ("«thresholds.N201»", "ammesse: D101")),
        ("[thresholds]\nN209.facto = 3", ("«thresholds.N209.facto»", "forse «factor»", "factor, users")),
        ("[thresholds]\nN209.factor = '3'", ("«thresholds.N209.factor»", "'3'", "> 1")),
        ("[thresholds]\nL.sure = 1.5", ("«thresholds.L.sure»", "≥ 0, ≤ 1")),
        ("[thresholds]\nL.sure = nan", ("«thresholds.L.sure»", "nan")),
        ("[thresholds]\nD105.share = 0.5", ("«thresholds.D105.share»", "≥ 0.8")),
        ("select = [", ("TOML",)),
        ("select = []\nselect = []", ("TOML",)),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, said: tuple[str, ...]) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(path)
    assert caught.value.exit_code == 2
    assert all(words in caught.value.message for words in (str(path), *said)), caught.value.message


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "a = 1\nb = 2\n[limits]\nc = 3\n")
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(path)
    assert all(f"«{key}»" in caught.value.message for key in ("a", "b", "limits.c"))


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "my.toml"
    if content:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"my\.toml"):
        load_configuration(path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["N2", "info"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["N209", "L", "sure", "factor", "max_pages", "x"]), inner, max_size=2)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*Configuration.model_fields, "altro"]), VALUES, max_size=3))
def test_any_data_is_a_configuration_or_a_named_error(data: dict[str, object]) -> None:
    from pydantic import ValidationError

    from r40.configuration import _problem

    try:
        Configuration.model_validate(data)
    except ValidationError as error:
        assert all("«" in _problem(each) for each in error.errors(include_url=False))


def test_the_command_line_wins() -> None:
    def codes(configuration: Configuration, *lists: list[str]) -> set[str]:
        return {rule.code for rule in configuration.rules(*lists)}

    file = Configuration(select=("N", "D105"), ignore=("N2",))
    assert codes(file) == {"D105"}
    assert codes(file, ["N209"]) == {"N209"}
    assert codes(file, [], ["D"]) == {rule.code for rule in RULES if rule.code[0] == "N"}
    with pytest.raises(ConfigurationError, match="Non resta"):
        codes(file, ["N209"], ["N"])
    with pytest.raises(ConfigurationError, match="forse «N209»"):
        codes(file, ["N29"])


def flags_of(case: dict[str, object], code: str, configuration: Configuration) -> list[Flag]:
    context = context_of(case)
    context = type(context)(
        context.relazione,
        configuration.codebook(context.codebook),
        context.interventions,
        context.reasons,
        configuration.thresholds,
        context.batch,
    )
    return check([rule_of(code)], context)[0]


JUMP = {"fields": {"M12": {"users_base": 30.0, "users": 120.0}}}
SHARED = "Il comune ha seguito le famiglie con l'educativa e gli anziani con l'assistenza a domicilio, tutto l'anno, parola {}. "
TEXT = "".join(SHARED.format(word) for word in ("uno", "due", "tre", "quattro", "cinque", "sei"))
COPY = TEXT.replace("educativa", "pazienza").replace("domicilio", "casa")
MOVES: dict[str, tuple[str, dict[str, object], float]] = {
    "D101.characters": ("D101", {"narrative": "Si conferma quanto detto. " * 10}, 300),
    "D105.share": ("D105", {"narrative": TEXT, "batch": [{"comune": "ALTROVE", "narrative": COPY}]}, 0.99),
    "N206.euro": ("N206", {"fault": "underspent"}, 1_000_000.0),
    "N209.factor": ("N209", JUMP, 5.0),
    "N209.users": ("N209", JUMP, 200.0),
    "L.sure": ("L302", {"reasons": {"R29": {"stance": "supported", "score": 0.9}}, "ticks": {"R29": False}}, 0.99),
    "L.sure_unsupported": (
        "L301",
        {"reasons": {"R29": {"stance": "absent", "score": 0.05}}, "ticks": {"R29": True}},
        0.99,
    ),
    "L.sure_other": ("L304", {"reasons": {"R33": {"stance": "absent", "score": 0.05}}, "ticks": {"R33": True}}, 0.99),
    "X403.score": (
        "X403",
        {
            "narrative": "Gli sportelli di mediazione culturale.",
            "interventions": [{"id": "mediazione_culturale", "text": "mediazione culturale", "score": 0.95}],
            "fields": {code: {"users": None} for code in ("M24", "M39", "M56")},
        },
        0.97,
    ),
}


@pytest.mark.parametrize("key", KEYS)
def test_a_threshold_moves_what_is_flagged(key: str) -> None:
    code, case, value = MOVES[key]
    group, name = key.split(".")
    moved = Configuration.model_validate({"thresholds": {group: {name: value}}})
    before, after = (flags_of(case, code, c) for c in (Configuration(), moved))
    assert [(f.subject, f.severity) for f in before] != [(f.subject, f.severity) for f in after]


def test_severities_are_those_of_the_file_and_milder_flags_stay_milder() -> None:
    empty = {"fields": {"M12": {"users": 0.0, "hours": 40.0}}, "year": 2023}
    no_hours = {"fields": {"M12": {"users": 40.0, "hours": 0.0}}, "year": 2023}

    def severities(case: dict[str, object], severity: Severity) -> list[Severity]:
        found = flags_of(case, "N208", Configuration(severity={"N208": severity}))
        return [flag.severity for flag in found if flag.subject == "M12"]

    assert severities(empty, Severity.ERROR) == [Severity.ERROR]
    assert severities(empty, Severity.WARNING) == [Severity.WARNING]
    assert severities(no_hours, Severity.ERROR) == [Severity.INFO]


def test_a_rule_page_shows_what_is_in_force() -> None:
    assert "`warning` |" in rule_page("L301")
    configuration = Configuration.model_validate({"severity": {"l301": "info"}, "thresholds": {"L": {"sure": 0.9}}})
    page = rule_page("L301", configuration.codebook(default_codebook()), configuration.thresholds)
    assert "`info` (default `warning`)" in page
    assert "| `L.sure` | 0.9 (default 0.8) |" in page
    assert "changes what the flag means" in rule_page("N209")
    assert "Thresholds" not in rule_page("L305")
