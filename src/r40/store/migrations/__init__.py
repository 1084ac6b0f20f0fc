"""Alembic migrations; run by ``r40.store.database``."""
