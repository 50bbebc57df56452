"""Decides how a published questionnaire is kept: unchangeable, under its fingerprint, with the exact file."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import StorageError, upsert
from storage.tables import questionnaires
from surveys.questionnaire import Questionnaire
from surveys.versions import fingerprint, from_json


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


async def find(connection: AsyncConnection, beginning: str) -> str:
    """The one fingerprint that begins like this. Raises StorageError for none or several."""
    wanted = select(questionnaires.c.fingerprint).where(
        questionnaires.c.fingerprint.startswith(beginning, autoescape=True)
    )
    found = (await connection.scalars(wanted)).all()
    if len(found) != 1:
        many = "no" if not found else "more than one"
        raise StorageError(f"{many} questionnaire begins with {beginning}: see `saualnama survey list`")
    return str(found[0])


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
