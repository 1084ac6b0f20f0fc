"""Paths and knobs, passed in by the caller; nothing happens at import."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from r40.errors import ModelError


class Settings(BaseModel):
    """Limits of a run; ``[limits]`` of r40.toml."""

    # Strict: "60" or true is no number of pages.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    max_pages: int = Field(default=60, ge=1, description="pages read of one PDF; a relazione has 2 to 8")
    max_bytes: int = Field(default=50_000_000, ge=1, description="size above which a file is refused")
    max_seconds: int = Field(
        default=60,
        ge=1,
        description="CPU seconds that one file may take in a batch, and three times as many by the clock",
    )
    max_memory: int = Field(
        default=600, ge=50, description="megabytes that one file may take in a batch, beside the program's own"
    )


def bounds(field: FieldInfo) -> str:
    """What a number may be: ``≥ 0, ≤ 1``; empty where anything goes."""
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
    return ", ".join(
        f"{sign} {getattr(limit, name):g}"
        for limit in field.metadata
        for name, sign in signs.items()
        if hasattr(limit, name)
    )


def default_model_dir() -> Path:
    """The bundle shipped with r40: inside the wheel, or models/ of a source checkout.

    Raises:
        ModelError: neither exists.
    """
    package = Path(__file__).parent
    for folder in (package / "_models" / "default", package.parents[1] / "models" / "default"):
        if (folder / "manifest.json").is_file():
            return folder
    raise ModelError(
        "Manca il modello predefinito (models/default): eseguire «make train», oppure indicare un modello con --model."
    )
