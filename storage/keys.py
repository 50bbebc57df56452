"""Decides who a person is to the records: a hash under the campaign's own key, which lies outside the database."""

import hashlib
import hmac
import os
from pathlib import Path

from storage.database import StorageError

KEY_BYTES = 32


class Keys:
    """The campaigns' keys, one file each. Destroying the file makes participation unreadable for ever."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, bytes] = {}

    def create(self, campaign: str, *, secret: bytes) -> None:
        """Keeps `secret` (32 random bytes) as the campaign's key, durably; an existing key is never replaced."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._folder / f"{campaign}.key.{secret[:4].hex()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, self._path(campaign))
        except FileExistsError:
            pass  # somebody else's key stands: two keys would count one person twice
        finally:
            draft.unlink()

    def person(self, campaign: str, address: int) -> str:
        """HMAC-SHA256 of an address under the campaign's key, as 64 hexadecimal digits.

        Raises StorageError where the key is missing: making a new one would let everybody answer twice.
        """
        if campaign not in self._known:
            try:
                self._known[campaign] = self._path(campaign).read_bytes()
            except FileNotFoundError:
                raise StorageError(
                    f"the key of campaign {campaign} is missing in {self._folder}: put it back from the key backup"
                ) from None
        return hmac.new(self._known[campaign], str(address).encode(), hashlib.sha256).hexdigest()

    def _path(self, campaign: str) -> Path:
        return self._folder / f"{campaign}.key"
