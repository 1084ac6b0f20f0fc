"""Text search: all words of a query in the folded text, by reading it all.

7,000 narratives are some 30 MB, which both databases read faster than a page is drawn: no index to keep, one meaning for both.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from r40.store.text import fold

_BETWEEN = re.compile(r"[\s%_\\]+")  # what LIKE reads as something else stands between words


def words(query: str) -> tuple[str, ...]:
    """The words of a query, each once; all must be found. Long ones first: they are rarer, and the rest need not be looked for."""
    return tuple(sorted({word for word in _BETWEEN.split(fold(query)) if word}, key=lambda word: (-len(word), word)))


class Holds(FunctionElement[bool]):
    """Whether a text holds a word of ``words``."""

    type = Boolean()
    inherit_cache = True


@compiles(Holds)
def _like(element: Holds, compiler: SQLCompiler, **options: Any) -> str:
    text, word = (compiler.process(part, **options) for part in element.clauses)
    return f"({text} LIKE '%' || {word} || '%')"


@compiles(Holds, "postgresql")
def _strpos(element: Holds, compiler: SQLCompiler, **options: Any) -> str:
    # LIKE takes PostgreSQL three times as long.
    return f"(strpos({compiler.process(element.clauses, **options)}) > 0)"
