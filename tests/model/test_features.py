"""What makes features fast gives what the plain way gives."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from r40.codebook import default_codebook
from r40.model.corpus import load_narratives
from r40.model.features import PatternIndex, TermVectorizer
from r40.model.units import cues, reason_cues
from r40.segment import sentences
from tests.conftest import ROOT

_KINDS = default_codebook().interventions
CALLED = {name: list(kind.names) for name, kind in _KINDS.items()}


@pytest.fixture(scope="module")
def texts() -> list[str]:
    narratives = [n.narrative for n in load_narratives(ROOT / "data" / "corpus" / "narratives.jsonl")[::9]]
    return [text[start:end].casefold() for text in narratives for start, end in sentences(text)]


def plainly(patterns: dict[str, list[str]], text: str) -> set[tuple[int, int]]:
    return {
        (name, number)
        for name, each in enumerate(patterns.values())
        for number, pattern in enumerate(each)
        if _searched(pattern).search(text)
    }


@cache
def _searched(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})")


@pytest.mark.parametrize("patterns", [cues(default_codebook()), reason_cues(default_codebook()), CALLED])
def test_patterns_of_the_codebook_are_found_as_by_searching_for_each(
    patterns: dict[str, list[str]], texts: list[str]
) -> None:
    index = PatternIndex(patterns)
    every = [pattern for each in patterns.values() for pattern in each]
    # The patterns themselves without their signs, for those that the corpus never fulfils.
    bare = [re.sub(r"\\w[+*]|\\.|\(\?:|\[(.)[^]]*\]|[()?*+]", r"\1", pattern).replace("|", " ") for pattern in every]
    for text in [*texts[::6], *bare[::3]]:
        assert set(index.hits(text)) == plainly(patterns, text), text


PIECES = st.sampled_from(
    [
        "a",
        "ab",
        "abc",
        "abcdef",
        "b?",
        "c*",
        "d{2}",
        "|",
        "(?:",
        ")",
        ")?",
        r"\b",
        "[ab|]",
        r"\(",
        r"\|",
        " ",
        r"\w+",
        "é",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=8).map("".join), st.text("abcdef é|(", max_size=30))
def test_a_pattern_of_any_shape_is_found_as_by_searching_for_it(pattern: str, text: str) -> None:
    try:
        re.compile(pattern)
    except re.error:
        return
    patterns = {"x": [pattern, "abc|b"], "y": ["ab"]}
    assert set(PatternIndex(patterns).hits(text)) == plainly(patterns, text)


@pytest.mark.parametrize(
    "options", [{"analyzer": "char_wb", "ngram_range": (3, 5)}, {"ngram_range": (1, 2)}, {"token_pattern": r"(?u)\S+"}]
)
def test_terms_weigh_what_scikit_learn_says(options: dict[str, object], texts: list[str]) -> None:
    settings = {"sublinear_tf": True, "lowercase": False, "dtype": np.float32, "min_df": 2, **options}
    known, asked = texts[:600], [*texts[600:900], "", "a", "ab è", "parolamaivista"]
    theirs = TfidfVectorizer(**settings).fit(known)
    ours = TermVectorizer(**settings).fit(known)
    np.testing.assert_allclose(ours.transform(asked).toarray(), theirs.transform(asked).toarray(), atol=1e-6)
