"""Who took part is known only with the campaign's key, which lies in a file that nobody else may read."""

import re
import threading

import pytest

from storage.database import StorageError
from storage.keys import KEY_BYTES, Keys

SECRET = bytes(range(KEY_BYTES))


def test_a_key_is_kept_for_its_owner_alone(tmp_path) -> None:
    keys = Keys(tmp_path / "keys")
    keys.create("spring", secret=SECRET)
    file = tmp_path / "keys" / "spring.key"
    assert file.read_bytes() == SECRET
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_a_key_is_never_replaced(tmp_path) -> None:
    keys = Keys(tmp_path)
    keys.create("spring", secret=SECRET)
    before = keys.person("spring", 5)
    keys.create("spring", secret=bytes(KEY_BYTES))
    assert Keys(tmp_path).person("spring", 5) == before


def test_of_two_that_make_a_key_at_once_both_use_the_same(tmp_path) -> None:
    together = threading.Barrier(8)
    found = set()

    def work(number: int) -> None:
        keys = Keys(tmp_path)
        together.wait()
        keys.create("spring", secret=bytes([number] * KEY_BYTES))
        found.add(keys.person("spring", 5))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "spring.key"]


def test_a_person_has_another_name_in_each_campaign_and_under_each_key(tmp_path) -> None:
    keys = Keys(tmp_path)
    keys.create("spring", secret=SECRET)
    keys.create("autumn", secret=bytes(KEY_BYTES))
    found = {keys.person(campaign, address) for campaign in ("spring", "autumn") for address in (1, 2)}
    assert len(found) == 4
    assert all(re.fullmatch("[0-9a-f]{64}", name) for name in found)


def test_the_hash_is_hmac_sha256_of_the_address(tmp_path) -> None:
    """RFC 4231, test case 2, with a key of four bytes and a text that is not a number's."""
    keys = Keys(tmp_path)
    keys.create("spring", secret=b"Jefe")

    class Text(int):
        def __str__(self) -> str:
            return "what do ya want for nothing?"

    assert keys.person("spring", Text()) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_a_missing_key_is_never_made_anew(tmp_path) -> None:
    with pytest.raises(StorageError, match=r"the key of campaign spring is missing in .*: put it back"):
        Keys(tmp_path).person("spring", 5)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../spring", "a/b", "", ".", "весна", "a" * 41, "-x"])
def test_a_campaign_whose_name_is_no_name_for_a_file_has_no_key(tmp_path, name) -> None:
    with pytest.raises(StorageError, match="a campaign cannot be called"):
        Keys(tmp_path / "keys").create(name, secret=SECRET)
    assert not (tmp_path / "keys").exists()
