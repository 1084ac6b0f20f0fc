"""Knowledge about the form, kept as YAML and checked at load. A new form year is a new file in forms/."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from yaml.reader import ReaderError

from r40.codebook.schema import (
    Codebook,
    FormLayout,
    FormText,
    InterventionType,
    Reasons,
    RuleEntry,
)
from r40.errors import CodebookError

__all__ = ["Codebook", "FormLayout", "default_codebook", "load_codebook"]

_PARTS: dict[str, tuple[str, Any]] = {
    "text": ("text.yaml", FormText),
    "reasons": ("reasons.yaml", Reasons),
    "interventions": ("interventions.yaml", dict[str, InterventionType]),
    "areas": ("areas.yaml", dict[str, str]),
    "rules": ("rules.yaml", dict[str, RuleEntry]),
}


@lru_cache(maxsize=1)
def default_codebook() -> Codebook:
    """The codebook shipped with r40."""
    return load_codebook(Path(__file__).parent)


def load_codebook(folder: Path) -> Codebook:
    """Read and validate a folder of YAML files.

    Raises:
        CodebookError: a file is missing or wrong; names file, line and key.
    """
    digest = hashlib.sha256()
    parts = {name: _load(folder / file, kind, digest) for name, (file, kind) in _PARTS.items()}
    forms: dict[int, FormLayout] = {}
    for path in sorted((folder / "forms").glob("*.yaml")):
        layout: FormLayout = _load(path, FormLayout, digest)
        if layout.year in forms:
            raise CodebookError(path.name, None, "year", f"l'anno {layout.year} ha già un file")
        for code, row in layout.rows.items():
            if row.area is not None and row.area not in parts["areas"]:
                raise CodebookError(
                    path.name,
                    _line(path.read_text("utf-8"), ("rows", code, "area")),
                    f"rows.{code}.area",
                    f"l'area «{row.area}» non è in areas.yaml",
                )
        forms[layout.year] = layout
    if not forms:
        raise CodebookError("forms/", None, "form", "nessun modello di relazione (forms/<anno>.yaml)")
    known_areas = set(parts["areas"]) | {"contributi"}
    for name, kind in parts["interventions"].items():
        if unknown := set(kind.areas) - known_areas:
            path = folder / "interventions.yaml"
            raise CodebookError(
                path.name,
                _line(path.read_text("utf-8"), (name, "areas")),
                f"{name}.areas",
                f"aree sconosciute: {', '.join(sorted(unknown))}",
            )
    return Codebook(forms=forms, fingerprint=digest.hexdigest()[:12], **parts)


def _load(path: Path, kind: Any, digest: Any) -> Any:
    try:
        source = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(path.name, None, "-", f"file illeggibile ({error})") from error
    digest.update(source.encode())
    try:
        data = yaml.load(source, Loader=_UniqueKeyLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise CodebookError(path.name, line, "-", f"YAML non valido: {error.problem}") from error
    except ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        raise CodebookError(path.name, line, "-", f"YAML non valido: {error.reason}") from error
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = tuple(part for part in first["loc"] if part != "[key]")
        key = ".".join(map(str, where)) or "-"
        raise CodebookError(path.name, _line(source, where), key, first["msg"]) from error


_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where there is one


class _UniqueKeyLoader(_Loader):  # type: ignore[misc, valid-type]
    """Safe YAML in which a repeated key is an error, not a silent overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"la chiave «{key}» è ripetuta", key_node.start_mark
                )
            seen.add(key)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def _line(source: str, where: tuple[Any, ...]) -> int | None:
    """Line (from 1) of the deepest node on the path ``where`` that exists."""
    node = yaml.compose(source, Loader=yaml.SafeLoader)
    line = None
    for part in where:
        if isinstance(node, yaml.MappingNode):
            match = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if match is None:
                return line
            line, node = match[0].start_mark.line + 1, match[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
