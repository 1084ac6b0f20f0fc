"""What the app is told when it starts."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

LOOPBACK = ("127.0.0.1", "localhost")


class WebSettings(BaseModel):
    """Where things lie and who may come in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path = Field(description="scored results; uploads are kept in it")
    documents: tuple[Path, ...] = Field(default=(), description="more folders in which to look for the PDFs")
    accounts: bool = Field(default=False, description="whether one logs in; without, the one local user works")
    hosts: tuple[str, ...] = Field(default=LOOPBACK, description="names under which the app may be called")
    poll_seconds: int = Field(default=8, ge=1, description="how often a page asks what colleagues did")
    upload_files: int = Field(default=50, ge=1, description="PDFs taken at once")
    upload_bytes: int = Field(default=50_000_000, ge=1, description="size of a PDF above which it is refused")

    @property
    def body_bytes(self) -> int:
        """The largest request taken: a few relazioni of the largest size, or many of the usual one."""
        return 4 * self.upload_bytes
