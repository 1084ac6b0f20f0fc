from __future__ import annotations

import r40


def test_public_names() -> None:
    assert sorted(r40.__all__) == ["Relazione", "ScoredRelazione", "load_model", "read", "score"]
    for name in r40.__all__:
        assert getattr(r40, name).__doc__
