"""Decides who took part to the records: a hash under the campaign's own key, which lies outside the database."""

import hmac
import re
from pathlib import Path

from storage.faults import StorageError
from storage.key_files import BadKeyError, create_key, destroy_key, read_key
from storage.turn import Address

NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""What a campaign can be called: its name is that of a file too."""

CAMPAIGNS, DAYS = "campaigns", "days"
"""The two folders of keys: the first is to be backed up, apart from the database; the second never."""


class CampaignKeyError(BadKeyError):
    """The key of `campaign` is missing or bad: nobody can take part in it until it is put back."""

    def __init__(self, campaign: str, why: str) -> None:
        self.campaign, self.why = campaign, f"campaign {campaign}: {why}"
        super().__init__(f"{self.why}; put it back from the backup of the keys")


class CampaignKeys:
    """The campaigns' keys, one file each. Destroying the file makes participation unreadable for ever.

    `folder` holds the folders CAMPAIGNS and DAYS; a key that an earlier release has put into `folder` itself goes on
    working.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, bytes] = {}

    @property
    def folder(self) -> Path:
        """Where the campaigns' keys lie, and the receipts that were withdrawn."""
        return self._folder / CAMPAIGNS

    def create(self, campaign: str, *, secret: bytes) -> None:
        """Keeps `secret` (32 random bytes) as the campaign's key, durably; an existing key is never replaced.

        Raises StorageError for what a campaign cannot be called.
        """
        create_key(self.path(campaign), secret)

    def person(self, campaign: str, address: Address, service: str) -> str:
        """HMAC-SHA256 of address and service under the campaign's key, as 64 hexadecimal digits.

        Raises CampaignKeyError where the key is missing or bad: making a new one would let everybody answer twice.
        """
        return self._hashed(campaign, f"{address.channel}\0{address.name}\0{service}")

    def former_person(self, campaign: str, address: Address) -> str:
        """The hash by which releases before 0.2 kept a person, for all services of a campaign at once."""
        return self._hashed(campaign, address.name)

    def require(self, campaign: str) -> None:
        """Raises CampaignKeyError unless the key is there and can be used."""
        self._key(campaign)

    def destroy(self, campaign: str) -> bool:
        """Erases the key: from now on nobody can tell who took part. False where it was gone."""
        self._known.pop(campaign, None)
        return destroy_key(self.path(campaign))

    def path(self, campaign: str) -> Path:
        """The file of a campaign's key. Raises StorageError for what a campaign cannot be called."""
        if not NAMED.fullmatch(campaign):
            raise StorageError(
                f"a campaign cannot be called {campaign!r}: use at most 40 letters, digits, - and _"
            )
        former = self._folder / f"{campaign}.key"
        return former if former.exists() else self.folder / f"{campaign}.key"

    def _hashed(self, campaign: str, person: str) -> str:
        return hmac.digest(self._key(campaign), person.encode(), "sha256").hex()

    def _key(self, campaign: str) -> bytes:
        key = self._known.get(campaign)
        if key is None:
            try:
                key = self._known[campaign] = read_key(self.path(campaign))
            except BadKeyError as error:
                raise CampaignKeyError(campaign, str(error)) from None
        return key
