"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from r40.errors import OutputError


def write_atomically(path: Path, chunks: Iterable[bytes]) -> None:
    """Write ``chunks`` beside ``path``, then put the result in its place.

    A reader never sees half a file, and a failure leaves the old one untouched.
    The folder is made if it is not there.

    Raises:
        OutputError: the folder or the file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):  # its folder may never have been there
            temporary.unlink(missing_ok=True)
