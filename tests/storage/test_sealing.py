"""What knows a person is readable with the key of its day, and with nothing else."""

import datetime
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.key_files import KEY_BYTES, BadKeyError, create_key, read_key
from storage.sealing import LIFE, LOOKED_UP, PERSON_BITS, SealedError, Seals, day_of, week_of

DAY = datetime.date(2026, 11, 28)


def day(number: int) -> datetime.date:
    return DAY + datetime.timedelta(days=number)


@pytest.fixture
def seals(tmp_path):
    return Seals(tmp_path / "days", secret=os.urandom)


@given(st.binary(max_size=300), st.binary(max_size=20))
def test_whatever_is_sealed_comes_back(tmp_path_factory, plain, belongs_to):
    seals = Seals(tmp_path_factory.getbasetemp() / "any-days", secret=os.urandom)
    sealed = seals.seal(plain, belongs_to, today=DAY)
    assert day_of(sealed) == DAY
    assert seals.unseal(sealed, belongs_to) == plain


def test_a_sealed_value_shows_nothing_and_never_twice_the_same(seals):
    one, other = (seals.seal(b"phone 77011234567", b"", today=DAY) for _ in range(2))
    assert b"7701" not in one
    assert one[6:] != other[6:]


def test_a_value_put_in_the_place_of_another_is_refused(seals):
    sealed = seals.seal(b"answers", b"interview 1", today=DAY)
    with pytest.raises(SealedError, match="2026-11-28"):
        seals.unseal(sealed, b"interview 2")


@pytest.mark.parametrize("place", [6, 18, -1])
def test_a_changed_value_is_refused(seals, place):
    sealed = bytearray(seals.seal(b"answers", b"", today=DAY))
    sealed[place] ^= 1
    with pytest.raises(SealedError, match="changed"):
        seals.unseal(bytes(sealed), b"")


def test_with_the_key_everything_of_its_day_becomes_unreadable(seals, tmp_path):
    old, new = seals.seal(b"old", b"", today=DAY), seals.seal(b"new", b"", today=day(1))
    seals.destroy(DAY)
    for reader in (seals, Seals(tmp_path / "days", secret=os.urandom)):
        with pytest.raises(SealedError, match="missing"):
            reader.unseal(old, b"")
        assert reader.unseal(new, b"") == b"new"


def test_processes_share_the_keys_and_the_first_to_make_one_wins(tmp_path):
    first, second = Seals(tmp_path, secret=os.urandom), Seals(tmp_path, secret=os.urandom)
    assert second.unseal(first.seal(b"a", b"", today=DAY), b"") == b"a"
    assert first.unseal(second.seal(b"b", b"", today=DAY), b"") == b"b"
    assert first.person("telegram", "1", today=DAY) == second.person("telegram", "1", today=DAY)
    kept = read_key(tmp_path / "2026-11-28.key")
    assert create_key(tmp_path / "2026-11-28.key", os.urandom(KEY_BYTES)) == kept


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused_by_name(tmp_path, length):
    (tmp_path / "2026-11-28.key").write_bytes(bytes(length))
    with pytest.raises(BadKeyError, match=rf"2026-11-28.*{length} bytes"):
        Seals(tmp_path, secret=os.urandom).seal(b"a", b"", today=DAY)


def test_another_key_under_the_same_day_is_known_as_such(tmp_path):
    sealed = Seals(tmp_path, secret=os.urandom).seal(b"a", b"", today=DAY)
    (tmp_path / "2026-11-28.key").write_bytes(os.urandom(KEY_BYTES))
    with pytest.raises(SealedError, match="another one"):
        Seals(tmp_path, secret=os.urandom).unseal(sealed, b"")


def test_keys_are_nobody_elses(tmp_path):
    Seals(tmp_path / "days", secret=os.urandom).seal(b"a", b"", today=DAY)
    assert (tmp_path / "days").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "days").iterdir())


@given(st.integers(0, 800), st.integers(0, LIFE))
def test_who_came_within_a_days_life_is_found_again(tmp_path_factory, start, later):
    seals = Seals(tmp_path_factory.mktemp("days", numbered=True), secret=os.urandom)
    hashed = seals.person("telegram", "77", today=day(start))
    seals.seal(b"", b"", today=day(start))
    for now in range(start, start + later + 1):
        seals.seal(b"", b"", today=day(now))
        for gone in seals.due(day(now), life=LIFE + 1):
            seals.destroy(gone)
    tried = seals.looked_up("telegram", "77", today=day(start + later))
    assert hashed in tried
    assert len(tried) <= LOOKED_UP
    assert all(0 <= each < 2**PERSON_BITS for each in tried)


def test_a_weeks_key_goes_with_the_last_of_its_days(tmp_path):
    seals = Seals(tmp_path, secret=os.urandom)
    for number in range(3):
        seals.seal(b"", b"", today=day(number))
        seals.person("telegram", "1", today=day(number))
    assert week_of(day(0)) == week_of(day(1)) != week_of(day(2))
    seals.destroy(day(0))
    assert (tmp_path / f"{week_of(DAY)}.key").exists()
    seals.destroy(day(1))
    assert not (tmp_path / f"{week_of(DAY)}.key").exists()
    assert seals.days() == (day(2),)


def test_the_same_number_in_another_channel_is_another_person(seals):
    assert seals.person("telegram", "1", today=DAY) != seals.person("web", "1", today=DAY)


def test_keys_are_due_when_they_have_lived_their_days(seals):
    for number in range(4):
        seals.seal(b"", b"", today=day(number))
    assert seals.due(day(15)) == (day(0), day(1))
