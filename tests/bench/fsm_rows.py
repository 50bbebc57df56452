"""Decides how a typical bot keeps its answers: a mapped class, a session for each, a commit for each; argument 4."""

import datetime
import sys

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PATIENCE = 600.0
"""Seconds that an answer waits for the one writer that SQLite has: on a busy machine the usual five lose answers."""

engine = create_async_engine(sys.argv[4], connect_args={"timeout": PATIENCE}, pool_timeout=PATIENCE)
Session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    """The mapping."""


class Answer(Base):
    """One answer of one person."""

    __tablename__ = "answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[int] = mapped_column(index=True)
    question: Mapped[str]
    value: Mapped[str]
    given: Mapped[datetime.datetime]


async def prepare() -> None:
    """Makes the table."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def keep(user: int, question: str, value: str) -> None:
    """One answer, one commit."""
    async with Session() as session:
        now = datetime.datetime.now(datetime.UTC)
        session.add(Answer(user=user, question=question, value=value, given=now))
        await session.commit()
