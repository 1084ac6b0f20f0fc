from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from r40.records import Span
from r40.reports.spans import cut


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[list[Span]]]:
    text = draw(st.text(max_size=40))
    place = st.integers(0, len(text))
    pairs = st.tuples(place, place).map(sorted)
    groups = st.lists(st.lists(pairs.map(lambda p: Span.of(text, *p)), max_size=3), max_size=5)
    return text, draw(groups)


@given(marked())
def test_segments_cover_the_text_and_tell_which_marks_hold(case: tuple[str, list[list[Span]]]) -> None:
    text, groups = case
    segments = cut(text, groups)
    assert "".join(segment.text for segment in segments) == text
    position = 0
    for segment in segments:
        for at in range(position, position + len(segment.text)):
            holding = {m for m, spans in enumerate(groups) if any(s.start <= at < s.end for s in spans)}
            assert holding == set(segment.marks)
        position += len(segment.text)


def test_spans_beyond_the_text_are_ignored() -> None:
    assert cut("abc", [[Span(start=5, end=7, text="xy")]]) == [("abc", ())]
    assert cut("", [[Span(start=0, end=1, text="x")]]) == []
