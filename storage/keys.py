"""Decides who a person is to the records: a hash under the campaign's own key, which lies outside the database."""

import hashlib
import hmac
import os
import re
from pathlib import Path

from storage.database import StorageError

KEY_BYTES = 32
NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""What a campaign can be called: its name is that of a file too."""


class Keys:
    """The campaigns' keys, one file each. Destroying the file makes participation unreadable for ever."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, bytes] = {}

    def create(self, campaign: str, *, secret: bytes) -> None:
        """Keeps `secret` (32 random bytes) as the campaign's key, durably; an existing key is never replaced.

        Raises StorageError for what a campaign cannot be called.
        """
        path = self._path(campaign)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._folder / f"{campaign}.key.{secret[:4].hex()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # somebody else's key stands: two keys would count one person twice
        finally:
            draft.unlink()
        self._sync_folder()

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
        if not NAMED.fullmatch(campaign):
            raise StorageError(
                f"a campaign cannot be called {campaign!r}: use at most 40 letters, digits, - and _"
            )
        return self._folder / f"{campaign}.key"

    def _sync_folder(self) -> None:
        """A file is there after a power cut only if its folder was synced too."""
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
