"""Who else works on the same review of a relazione: known from the pages that ask for news. In memory, gone with the app.

By review, not by relazione: the two of a blind double review do not even learn that the other is there.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict

from r40.store.records import User

AWAY = 25.0  # seconds without a sign of life after which somebody is gone


class Presence:
    """Signs of life by review and user. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[tuple[str, int], dict[int, tuple[str, float]]] = defaultdict(dict)

    def note(self, record_id: str, side: int, user: User) -> tuple[str, ...]:
        """Say that ``user`` is there; full names of the others who are."""
        review = record_id, side
        now = time.monotonic()
        with self._lock:
            here = {who: sign for who, sign in self._seen[review].items() if now - sign[1] < AWAY}
            here[user.id] = (user.full_name, now)
            self._seen[review] = here
            return tuple(sorted(name for who, (name, _) in here.items() if who != user.id))
