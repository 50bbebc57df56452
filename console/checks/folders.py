"""Decides whether the data folder and the campaigns' keys are there, whole, and closed to others."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from console.checks.finding import Finding, fail, ok

KEY_BYTES = 32
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def data(folder: Path) -> Finding:
    """Whether the data folder can be written; one that is not there yet is made at first use."""
    if not folder.exists():
        above = next(parent for parent in folder.absolute().parents if parent.exists())
        if not os.access(above, os.W_OK | os.X_OK):
            return fail("data", f"{folder} cannot be made", f"make it, or let this user write in {above}")
        return ok("data", f"{folder} will be made at the first start")
    if not folder.is_dir():
        return fail("data", f"{folder} is no folder", "set SAUALNAMA_DATA to a folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        return fail(
            "data", f"{folder} cannot be written", f"give it to this user: `sudo chown -R $USER {folder}`"
        )
    return ok("data", f"{folder} can be written")


def keys(folder: Path, campaigns: Mapping[str, str]) -> Finding:
    """Whether every campaign that is not closed has its key, which nobody else can read.

    `campaigns`: state by id.
    """
    wanted = [folder / f"{campaign}.key" for campaign, state in campaigns.items() if state != "closed"]
    missing = [path.name for path in wanted if not path.exists()]
    if missing:
        return fail(
            "keys",
            f"{', '.join(missing)} not in {folder}",
            "put back from the key backup: with a new key everybody could answer twice",
        )
    broken = [path.name for path in wanted if path.stat().st_size != KEY_BYTES]
    if broken:
        return fail("keys", f"{', '.join(broken)} is not {KEY_BYTES} bytes", "put back from the key backup")
    if not folder.exists():
        return ok("keys", "none yet: each campaign gets one at its launch")
    open_to_others = [path for path in (folder, *folder.glob("*.key")) if path.stat().st_mode & OTHERS]
    if open_to_others:
        mend = f"close it to others: `chmod 700 {folder}; chmod 600 {folder}/*.key`"
        return fail("keys", f"others may look into {open_to_others[0]}", mend)
    return ok("keys", f"{len(wanted)} in use, closed to others; back them up apart from the database")
