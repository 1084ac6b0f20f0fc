"""The review app: pages over ``r40.store`` for people who read relazioni all day. ``create_app`` is where to begin."""

from __future__ import annotations
