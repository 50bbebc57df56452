"""Decides how a published questionnaire is kept: unchangeable, under its fingerprint, with the exact file."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import StorageError, upsert
from storage.near import guess_or_see
from storage.tables import questionnaires
from surveys.questionnaire import Questionnaire
from surveys.versions import fingerprint, from_json

_LIST = "saualnama survey list"


@dataclass(frozen=True, slots=True)
class Version:
    """A published version: the questionnaire's id, the version's fingerprint, and the day of its publication."""

    id: str
    fingerprint: str
    published_on: datetime.date


async def publish(
    connection: AsyncConnection, questionnaire: Questionnaire, *, yaml: str, today: datetime.date
) -> str:
    """Keeps this version and returns its fingerprint; publishing the same version again changes nothing."""
    name = fingerprint(questionnaire)
    resolved = questionnaire.model_dump(mode="json", exclude_defaults=True)
    number = func.coalesce(select(func.max(questionnaires.c.number)).scalar_subquery(), 0) + 1
    row = {
        "fingerprint": name,
        "id": questionnaire.id,
        "yaml": yaml,
        "resolved": resolved,
        "published_on": today,
    }
    await connection.execute(upsert(connection, questionnaires).values(number=number, **row))
    return name


async def load(connection: AsyncConnection, name: str) -> Questionnaire:
    """The version with this fingerprint. Raises StorageError for an unknown one."""
    resolved = await connection.scalar(
        select(questionnaires.c.resolved).where(questionnaires.c.fingerprint == name)
    )
    if resolved is None:
        raise StorageError(f"no questionnaire with the fingerprint {name}: publish it first")
    return from_json(resolved)


async def find(connection: AsyncConnection, named: str) -> str:
    """The fingerprint of the version that is named: its first letters, or a questionnaire's name for the newest one.

    `clinics@prefix` is the version of `clinics` that begins so. Raises StorageError for none or several.
    """
    columns = select(questionnaires.c.id, questionnaires.c.fingerprint)
    versions = [
        (str(row.id), str(row.fingerprint))
        for row in await connection.execute(columns.order_by(questionnaires.c.number))
    ]
    name, at, beginning = named.partition("@")
    newest = [fingerprint for known, fingerprint in versions if known == name and not at]
    if newest:
        return newest[-1]
    found = [
        fingerprint
        for known, fingerprint in versions
        if fingerprint.startswith(beginning if at else named) and (not at or known == name)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise StorageError(f"more than one published version is {named}: write more of it, see `{_LIST}`")
    see = guess_or_see(name, dict.fromkeys(known for known, _ in versions), _LIST)
    raise StorageError(f"no published questionnaire is called {named}, or begins with it{see}")


async def listing(connection: AsyncConnection) -> list[Version]:
    """Every published version, by id, the newest last."""
    columns = (questionnaires.c.id, questionnaires.c.fingerprint, questionnaires.c.published_on)
    rows = await connection.execute(
        select(*columns).order_by(questionnaires.c.id, questionnaires.c.published_on)
    )
    return [Version(*row) for row in rows]


class QuestionnaireCache:
    """Published versions that were read once and stay in memory: they never change."""

    def __init__(self) -> None:
        self._known: dict[str, Questionnaire] = {}

    def find(self, name: str) -> Questionnaire | None:
        """The version with this fingerprint, if it was read before."""
        return self._known.get(name)

    def keep(self, name: str, resolved: Mapping[str, Any]) -> Questionnaire:
        """Reads a version from what is kept of it, and remembers it."""
        found = self._known[name] = from_json(resolved)
        return found

    async def get(self, connection: AsyncConnection, name: str) -> Questionnaire:
        """The version with this fingerprint, from memory where it has been asked for before."""
        if name not in self._known:
            self._known[name] = await load(connection, name)
        return self._known[name]
