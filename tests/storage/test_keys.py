"""Who took part is known only with the campaign's key, which lies in a file that nobody else may read."""

import re
import threading

import pytest

from storage.database import StorageError
from storage.key_files import KEY_BYTES, BadKeyError
from storage.keys import CampaignKeyError, CampaignKeys
from storage.turn import Address

SECRET = bytes(range(KEY_BYTES))
AIGUL = Address("telegram", "5")
SERVICE = "mia_id_card"
OPENSSL = "36cebb3b33808613609b25c51421445774bf456973ec30dca856eb40fc216d96"
OPENSSL_FORMER = "ea5a6a445395be2905b752daee4be20bcbe01d6a86c6191981b1db135477aeef"
"""The same of the address alone."""


def test_a_key_is_kept_for_its_owner_alone(tmp_path) -> None:
    keys = CampaignKeys(tmp_path / "keys")
    keys.create("spring", secret=SECRET)
    file = tmp_path / "keys" / "campaigns" / "spring.key"
    assert file.read_bytes() == SECRET
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_a_key_is_never_replaced(tmp_path) -> None:
    keys = CampaignKeys(tmp_path)
    keys.create("spring", secret=SECRET)
    before = keys.person("spring", AIGUL, SERVICE)
    keys.create("spring", secret=bytes(KEY_BYTES))
    assert CampaignKeys(tmp_path).person("spring", AIGUL, SERVICE) == before


def test_of_two_that_make_a_key_at_once_both_use_the_same(tmp_path) -> None:
    together = threading.Barrier(8)
    found = set()

    def work(number: int) -> None:
        keys = CampaignKeys(tmp_path)
        together.wait()
        keys.create("spring", secret=bytes([number] * KEY_BYTES))
        found.add(keys.person("spring", AIGUL, SERVICE))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1
    assert list((tmp_path / "campaigns").iterdir()) == [tmp_path / "campaigns" / "spring.key"]


def test_a_person_has_another_name_in_each_campaign_service_and_channel(tmp_path) -> None:
    keys = CampaignKeys(tmp_path)
    keys.create("spring", secret=SECRET)
    keys.create("autumn", secret=bytes(KEY_BYTES))
    found = {
        keys.person(campaign, Address(channel, name), service)
        for campaign in ("spring", "autumn")
        for channel in ("telegram", "web")
        for name in ("1", "2")
        for service in (SERVICE, "moh_clinic")
    }
    assert len(found) == 16
    assert all(re.fullmatch("[0-9a-f]{64}", name) for name in found)


def test_the_hash_is_hmac_sha256_of_channel_address_and_service(tmp_path) -> None:
    """Written down from `openssl dgst -sha256 -mac HMAC -macopt hexkey:...`, a zero byte between the parts."""
    keys = CampaignKeys(tmp_path)
    keys.create("spring", secret=SECRET)
    assert keys.person("spring", AIGUL, SERVICE) == OPENSSL


def test_a_hash_of_an_earlier_release_is_that_of_the_address_alone(tmp_path) -> None:
    keys = CampaignKeys(tmp_path)
    keys.create("spring", secret=SECRET)
    assert keys.former_person("spring", AIGUL) == OPENSSL_FORMER


def test_a_key_that_an_earlier_release_has_made_goes_on_working(tmp_path) -> None:
    (tmp_path / "spring.key").write_bytes(SECRET)
    keys = CampaignKeys(tmp_path)
    assert keys.person("spring", AIGUL, SERVICE) == OPENSSL
    assert keys.destroy("spring")
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_is_destroyed_is_gone_for_good(tmp_path) -> None:
    keys = CampaignKeys(tmp_path)
    keys.create("spring", secret=SECRET)
    keys.person("spring", AIGUL, SERVICE)
    assert keys.destroy("spring")
    with pytest.raises(CampaignKeyError):
        keys.person("spring", AIGUL, SERVICE)
    assert not keys.destroy("spring")


def test_a_missing_key_is_never_made_anew(tmp_path) -> None:
    with pytest.raises(
        CampaignKeyError, match=r"campaign spring: the key spring\.key is missing in .*; put it back"
    ):
        CampaignKeys(tmp_path).person("spring", AIGUL, SERVICE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused_by_name_however_it_came_there(tmp_path, length) -> None:
    keys = CampaignKeys(tmp_path)
    with pytest.raises(BadKeyError, match=f"32 bytes, not {length}"):
        keys.create("spring", secret=bytes(length))
    keys.create("spring", secret=SECRET)
    keys.path("spring").write_bytes(bytes(length))
    with pytest.raises(
        CampaignKeyError, match=rf"campaign spring: the key spring\.key .* has {length} bytes"
    ):
        keys.person("spring", AIGUL, SERVICE)


@pytest.mark.parametrize("name", ["../spring", "a/b", "", ".", "весна", "a" * 41, "-x"])
def test_a_campaign_whose_name_is_no_name_for_a_file_has_no_key(tmp_path, name) -> None:
    with pytest.raises(StorageError, match="a campaign cannot be called"):
        CampaignKeys(tmp_path / "keys").create(name, secret=SECRET)
    assert not (tmp_path / "keys").exists()
