"""Decides the order of a check-up: machine, settings, records, content, and Telegram if it is to be asked."""

import datetime
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from console.checks import content, endings, folders, keys, machine, records, variables
from console.checks.finding import Finding, fail
from console.settings import Settings, SettingsError, read_settings
from storage.days import day_in_kazakhstan
from storage.keys import DAYS


async def examine(
    environment: Mapping[str, str], now: datetime.datetime, *, online: bool = False
) -> list[Finding]:
    """Every finding, in the order in which one would mend them. Nothing is changed or made."""
    found = [machine.python(sys.version_info[:3]), machine.sqlite(sqlite3.sqlite_version_info)]
    found.append(variables.variables(environment))
    try:
        settings = read_settings()
    except SettingsError as error:
        found += [fail("settings", line, "correct or unset it") for line in str(error).splitlines()]
        return [*found, machine.clock(now, None), machine.zones(now), *_content()]
    found += await _kept(settings, now)
    found += [*_content(), variables.token(settings)]
    if online:
        from console.checks.online import telegram

        found += await telegram(settings)
    return found


def _content() -> Iterable[Finding]:
    return content.catalogues(), content.questionnaires()


async def _kept(settings: Settings, now: datetime.datetime) -> list[Finding]:
    """The data folder, and what is in the records."""
    there, database = await records.database(settings)
    found = [
        folders.data(settings.data),
        machine.disk(shutil.disk_usage(_nearest(settings.data)).free),
        machine.clock(now, there.newest if there else None),
        machine.zones(now),
        database,
    ]
    if there is None:
        return found
    return [
        *found,
        keys.folder(settings),
        keys.of_campaigns(settings.keys_folder, there.campaigns),
        keys.of_days(settings.keys_folder / DAYS, day_in_kazakhstan(now), life=settings.day_key_life),
        keys.of_rows(settings.keys_folder / DAYS, there.sealed),
        records.campaigns(there.campaigns, day_in_kazakhstan(now)),
        endings.batches(there.campaigns),
        endings.forgetting(settings.keys_folder, there.campaigns, day_in_kazakhstan(now)),
        records.dead_letters(there.dead),
        records.unreadable(there.unreadable),
        records.outbox(there.outbox, now),
    ]


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there: it lies on the same disk."""
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())
