"""From a YAML text to a questionnaire, or to every problem in it with its line and column."""

from surveys.reading.reading import TOP_KEYS, check, read

__all__ = ["TOP_KEYS", "check", "read"]
