"""Paths and knobs, passed in by the caller; nothing happens at import."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from r40.errors import ModelError


class Settings(BaseModel):
    """What a run may change. All paths are absolute or relative to the working directory."""

    model_config = ConfigDict(frozen=True)

    max_pages: int = Field(default=60, ge=1, description="pages read of one PDF; a relazione has 2 to 8")
    max_bytes: int = Field(default=50_000_000, ge=1, description="size above which a file is refused")


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
