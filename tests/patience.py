"""Decides how long a test waits for what should happen soon, before it is said never to happen."""

HANG = 300.0
"""Seconds. Nothing is measured by it: it only ends what would wait for ever, and a busy machine stays far below it."""
