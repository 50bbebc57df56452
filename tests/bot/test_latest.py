"""What may be forgotten is forgotten in the order in which nobody used it."""

from bot.latest import Latest


def test_whoever_was_not_used_the_longest_is_forgotten_first() -> None:
    latest: Latest[str, list[str]] = Latest(2)
    first = latest.used("first", list)
    latest.put("second", [])
    assert latest.used("first", list) is first
    latest.put("third", [])
    assert (latest.get("first"), latest.get("second"), latest.get("third")) == (first, None, [])
    assert len(latest) == 2


def test_looking_is_no_use() -> None:
    latest: Latest[str, int] = Latest(2)
    latest.put("first", 1)
    latest.put("second", 2)
    assert latest.get("first") == 1
    latest.put("third", 3)
    assert latest.get("first") is None


def test_what_is_taken_away_is_gone() -> None:
    latest: Latest[str, int] = Latest(2)
    latest.put("first", 1)
    assert (latest.pop("first"), latest.pop("first"), len(latest)) == (1, None, 0)
