from __future__ import annotations

import r40.themes


def test_public_names_are_documented_and_theirs() -> None:
    assert sorted(r40.themes._HOME) == sorted(r40.themes.__all__) == r40.themes.__all__
    for name in r40.themes.__all__:
        found = getattr(r40.themes, name)
        assert found.__doc__
        assert found.__name__ == name, "a module of the same name would hide it"
