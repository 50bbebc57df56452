"""Decides what can be set from outside: every SAUALNAMA_* variable, its type, its default, and what it is for."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.pacing import MESSAGES_PER_SECOND

PREFIX = "SAUALNAMA_"
SAID_LENGTH = 200
"""Characters of what the consent says, as the records keep them."""
_CONTACT = "Whom to ask about a survey, in {}: said in the consent unless the campaign says otherwise."
_WHERE = "Where results will stand, in {}: said in the consent unless the campaign says otherwise."


class Settings(BaseSettings):
    """The settings of one process, read from the environment. Secrets never show in its text."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    telegram_token: SecretStr | None = Field(None, description="The bot's token from @BotFather. A secret.")
    bot: str | None = Field(
        None,
        pattern=r"^@?[A-Za-z0-9_]{4,32}$",
        description="The bot's name in links, such as saualnama_bot; without it, Telegram is asked by the token.",
    )
    telegram_api: str = Field(
        "https://api.telegram.org",
        pattern=r"^https?://[^/]+(/.*)?$",
        description="The base address of the Bot API: Telegram's, a server of one's own, or the simulator's.",
    )
    library: Literal["aiogram", "ptb"] = Field(
        "aiogram",
        description="Which Telegram library carries the bot: aiogram, or ptb for python-telegram-bot.",
    )
    data: Path = Field(Path("data"), description="The folder of the embedded database.")
    keys: Path | None = Field(
        None,
        description="The folder of the keys, outside the data folder; by default `keys` beside it.",
    )
    day_key_life: int = Field(
        14,
        ge=2,
        le=14,
        description="Days after which a day's key is destroyed, from 2 to 14: an interview may rest so long.",
    )
    database: str | None = Field(
        None,
        description="sqlite:///FILE or postgresql://USER@HOST/NAME; by default a SQLite file in the data folder.",
    )
    messages_per_second: int = Field(
        MESSAGES_PER_SECOND,
        ge=0,
        le=1_000,
        description="New messages to all chats together; 0 sets no pace, for a Bot API server on this machine.",
    )
    contact_kk: str | None = Field(None, max_length=SAID_LENGTH, description=_CONTACT.format("Kazakh"))
    contact_ru: str | None = Field(None, max_length=SAID_LENGTH, description=_CONTACT.format("Russian"))
    contact_en: str | None = Field(None, max_length=SAID_LENGTH, description=_CONTACT.format("English"))
    results_where_kk: str | None = Field(None, max_length=SAID_LENGTH, description=_WHERE.format("Kazakh"))
    results_where_ru: str | None = Field(None, max_length=SAID_LENGTH, description=_WHERE.format("Russian"))
    results_where_en: str | None = Field(None, max_length=SAID_LENGTH, description=_WHERE.format("English"))
    margins: Path | None = Field(
        None, description="A CSV of the population (variable,level,N) that releases are weighted to."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="What is worth a log line."
    )

    @cached_property
    def database_url(self) -> str:
        """The address of the database in use."""
        return self.database or f"sqlite:///{self.data / 'saualnama.sqlite'}"

    @property
    def contact(self) -> dict[str, str]:
        """Whom to ask, by language, where a campaign does not say otherwise."""
        return _said(kk=self.contact_kk, ru=self.contact_ru, en=self.contact_en)

    @property
    def results_where(self) -> dict[str, str]:
        """Where results will stand, by language, where a campaign does not say otherwise."""
        return _said(kk=self.results_where_kk, ru=self.results_where_ru, en=self.results_where_en)

    @property
    def archives(self) -> Path:
        """Where closed campaigns are kept as files to count from."""
        return self.data / "archives"

    @property
    def keys_folder(self) -> Path:
        """The folder of the keys in use.

        Keys that an earlier release has put into the data folder go on working until they are moved.
        """
        if self.keys is None and self.former_keys.is_dir():
            return self.former_keys
        return self.keys_beside

    @property
    def keys_beside(self) -> Path:
        """Where the keys belong: outside the data folder."""
        return self.keys or self.data.absolute().parent / "keys"

    @property
    def former_keys(self) -> Path:
        """Where releases before 0.2 have kept the campaigns' keys."""
        return self.data / "keys"


class SettingsError(Exception):
    """A variable that cannot be used; the message names it and says what it may be."""


def _said(**words: str | None) -> dict[str, str]:
    return {language: said for language, said in words.items() if said}


def read_settings() -> Settings:
    """The settings of the environment. Raises SettingsError with all that is wrong in it."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [
            f"{PREFIX}{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors()
        ]
        raise SettingsError("\n".join(wrong)) from None
