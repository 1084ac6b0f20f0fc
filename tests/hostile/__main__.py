"""``python -m tests.hostile FOLDER``: writes bad files, to try a reader on; beware of their names on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.hostile.files import make

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.hostile FOLDER")
    corpus = make(Path(sys.argv[1]))
    print(f"{len(corpus.bad)} bad files and {len(corpus.hostile)} relazioni that say hostile things in {sys.argv[1]}")
