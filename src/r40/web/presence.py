"""Who else has a relazione open: known from the pages that ask for news. In memory, gone with the app."""

from __future__ import annotations

import threading
import time
from collections import defaultdict

from r40.store.records import User

AWAY = 25.0  # seconds without a sign of life after which somebody is gone


class Presence:
    """Signs of life by relazione and user. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[str, dict[int, tuple[str, float]]] = defaultdict(dict)

    def note(self, record_id: str, user: User) -> tuple[str, ...]:
        """Say that ``user`` is there; full names of the others who are."""
        now = time.monotonic()
        with self._lock:
            here = {who: sign for who, sign in self._seen[record_id].items() if now - sign[1] < AWAY}
            here[user.id] = (user.full_name, now)
            self._seen[record_id] = here
            return tuple(sorted(name for who, (name, _) in here.items() if who != user.id))
