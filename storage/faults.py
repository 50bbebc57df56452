"""Decides what a fault of the records is called; imports nothing, so that a check-up need not load SQLAlchemy."""


class StorageError(Exception):
    """The database could not do what was asked; the message says what, and what to do."""
