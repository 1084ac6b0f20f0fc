"""``r40.toml``: which rules are checked, how severe they are, from which thresholds on, and the limits of a run."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from r40.checks.base import Rule
from r40.checks.explain import BY_CODEBOOK, nearest, rule_of, select
from r40.checks.thresholds import READ_BY, Thresholds, thresholds_of
from r40.codebook import Codebook
from r40.errors import ConfigurationError
from r40.records import Severity
from r40.settings import Settings, bounds

FILE = "r40.toml"  # looked for in the working directory
_SEVERITIES = ", ".join(f"«{severity}»" for severity in Severity)


class Configuration(BaseModel):
    """What ``r40.toml`` may hold. Unknown keys and codes are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    select: tuple[str, ...] = Field(default=(), description="check only these rules, by code or prefix; all if empty")
    ignore: tuple[str, ...] = Field(default=(), description="leave these out, by code or prefix; prevails over select")
    limits: Settings = Settings()
    severity: dict[str, Severity] = Field(default={}, description="by rule code")
    thresholds: Thresholds = Thresholds()

    @field_validator("select", "ignore")
    @classmethod
    def _match_rules(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        try:
            select(codes)
        except ConfigurationError as error:
            raise ValueError(error.message) from error
        return codes

    @field_validator("severity")
    @classmethod
    def _are_rules(cls, severities: dict[str, Severity]) -> dict[str, Severity]:
        try:
            return {rule_of(code).code: severity for code, severity in severities.items()}
        except ConfigurationError as error:
            raise ValueError(error.message) from error

    def rules(self, selected: Sequence[str] = (), ignored: Sequence[str] = ()) -> tuple[Rule, ...]:
        """Rules to check. What the command line selects replaces both lists of the file, what it ignores the second.

        Raises:
            ConfigurationError: a code or prefix of the command line matches no rule, or no rule is left.
        """
        if selected:
            return select(selected, ignored)
        return select(self.select, ignored or self.ignore)

    def codebook(self, codebook: Codebook) -> Codebook:
        """The codebook with the severities of the file. A rule's milder flags ("da verificare") stay as mild."""
        changed = {
            code: codebook.rules[code].model_copy(update={"severity": severity})
            for code, severity in self.severity.items()
        }
        return codebook.model_copy(update={"rules": {**codebook.rules, **changed}})


def load_configuration(path: Path | None = None) -> Configuration:
    """The configuration in ``path``, else in ``r40.toml`` of the working directory, else the default one.

    Raises:
        ConfigurationError: the file given is not there, is not TOML, or holds what it may not; names file and keys.
    """
    if path is None:
        path = Path(FILE)
        if not path.is_file():
            return Configuration()
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(
            f"Impossibile leggere «{path}» ({error.strerror or error}): indicare con --config un file di configurazione."
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            f"{path}: non è un file TOML valido ({error}). Correggere il file e riprovare."
        ) from error
    try:
        return Configuration.model_validate(data)
    except ValidationError as error:
        problems = "\n".join(f"- {_problem(each)}." for each in error.errors(include_url=False))
        raise ConfigurationError(f"{path}: correggere il file e riprovare.\n{problems}") from error


def _problem(error: ErrorDetails) -> str:
    """One problem in Italian: the key, what is wrong, what is allowed."""
    where, value = error["loc"], error["input"]
    key = f"chiave «{'.'.join(map(str, where))}»"
    if error["type"] == "extra_forbidden":
        known = list(_table(where[:-1]).model_fields)
        return f"{key}: sconosciuta{nearest(str(where[-1]), known)}; ammesse: {', '.join(known)}"
    if error["type"] == "value_error":
        return f"{key}: {str(error['ctx']['error']).rstrip('.')}"
    if error["type"] in ("model_type", "dict_type"):
        return f"{key}: deve essere una tabella, non {value!r}"
    if where[0] in ("select", "ignore"):
        return f'{key}: serve un elenco di codici o prefissi, come ["N2", "X401"], non {value!r}'
    if where[0] == "severity":
        return f"{key}: {value!r} non è una gravità{nearest(str(value), Severity)}; ammesse: {_SEVERITIES}"
    field = _table(where[:-1]).model_fields[str(where[-1])]
    kind = "intero " if field.annotation is int else ""
    return f"{key}: il valore {value!r} non è ammesso; serve un numero {kind}{bounds(field)}"


def _table(where: Sequence[int | str]) -> type[BaseModel]:
    """The model of a table of the file."""
    model: type[BaseModel] = Configuration
    for name in where:
        annotation = model.model_fields[str(name)].annotation
        assert isinstance(annotation, type) and issubclass(annotation, BaseModel)
        model = annotation
    return model


def example() -> str:
    """A file with every key at its default and a comment to each; generated for docs/configuration.md."""
    lines = []
    for name in ("select", "ignore"):
        lines += [f"# {Configuration.model_fields[name].description}", f"{name} = []", ""]
    lines += ["[limits]"]
    for name, field in Settings.model_fields.items():
        lines += [f"# {field.description} ({bounds(field)})", f"{name} = {field.default}"]
    lines += ["", "[severity]", f"# by rule code: {', '.join(Severity)}", '# N209 = "info"', ""]
    for group in Thresholds.model_fields:
        readers = READ_BY.get(group, (group,))
        lines += [f"[thresholds.{group}]" + (f"  # of {', '.join(readers)}" if group in READ_BY else "")]
        for each in thresholds_of(readers[0], Thresholds()):
            note = f". {BY_CODEBOOK}" if each.by_codebook else ""
            comment = f"{each.meaning} ({each.bounds}){note}"
            lines += [fill(comment, 118, initial_indent="# ", subsequent_indent="# ")]
            lines += [f"{each.key.partition('.')[2]} = {each.value}"]
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"
