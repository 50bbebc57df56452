"""Decides whether the keys of campaigns and days are there, whole, apart from the data, and closed to others."""

import datetime
import os
import stat
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import quote

from console.checks.finding import Finding, fail, ok, warn
from console.settings import Settings
from storage.inspection import InCampaign, Sealed
from storage.key_files import BadKeyError, read_key
from storage.keys import CAMPAIGNS, DAYS, CampaignKeyError, CampaignKeys
from storage.sealing import SealedError, Seals, week_of

OTHERS = stat.S_IRWXG | stat.S_IRWXO
NAMED = 5
"""Things that are named in a line."""
PUT_BACK = "put it back from the backup of the keys; never make a new one: everybody could answer twice"


def folder(settings: Settings) -> Finding:
    """Whether the keys lie outside the data folder, where nobody else can read them."""
    used, former = settings.keys_folder, settings.former_keys
    if former.is_dir() and any(former.rglob("*.key")) and _is_inside(former, settings.data):
        return warn(
            "keys folder",
            f"keys lie in {former}: a backup of the data holds both",
            f"stop the bot, then `{move(former, _apart(settings))}`",
        )
    if _is_inside(used, settings.data):
        mend = f"move it out of {settings.data}, and set SAUALNAMA_KEYS to the new place"
        return warn("keys folder", f"{used} is in the data folder: a backup of the data holds both", mend)
    if not used.is_dir():
        above = next(parent for parent in used.absolute().parents if parent.exists())
        if used.exists() or not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
            mend = f"set SAUALNAMA_KEYS to a folder, or let this user write in {above}"
            return fail("keys folder", f"{used} cannot be made", mend)
        return ok("keys folder", f"{used} will be made at the first launch")
    if not os.access(used, os.W_OK | os.X_OK):
        mend = f"give it to this user: `sudo chown -R $USER {quote(str(used))}`"
        return fail("keys folder", f"{used} cannot be written", mend)
    try:
        found = [used, *used.rglob("*")]
        open_to_others = [path for path in found if path.stat().st_mode & OTHERS]
    except OSError as error:
        return fail("keys folder", f"{error.filename} cannot be looked into", "run this as the bot's user")
    if open_to_others:
        mend = f"close it to others: `chmod -R go= {quote(str(used))}`"
        return fail("keys folder", f"others may look into {open_to_others[0]}", mend)
    return ok("keys folder", f"{used}, closed to others")


def move(former: Path, target: Path) -> str:
    """The command that moves the keys of an earlier release, and what this one has put beside them."""
    old, new = quote(str(former)), quote(str(target))
    steps = [f"mkdir -p -m 700 {new} {new}/{CAMPAIGNS} {new}/{DAYS}"]
    if any(former.glob("*.key")):
        steps.append(f"mv -n {old}/*.key {new}/{CAMPAIGNS}/")
    emptied = [old]
    for name in (CAMPAIGNS, DAYS):
        if (former / name).is_dir():
            emptied.insert(0, f"{old}/{name}")
            if any((former / name).iterdir()):
                steps.append(f"mv -n {old}/{name}/* {new}/{name}/")
    return " && ".join([*steps, f"rmdir {' '.join(emptied)}"])


def of_campaigns(folder: Path, campaigns: Mapping[str, InCampaign]) -> Finding:
    """Whether every campaign that is not forgotten has its key. The bad ones are named with their campaigns."""
    kept, faults, needed = CampaignKeys(folder), [], False
    wanted = {name: found for name, found in campaigns.items() if not found.forgotten}
    for name, found in wanted.items():
        try:
            kept.require(name)
        except CampaignKeyError as error:
            faults.append(error.why)
            needed = needed or found.state != "closed" or found.waiting > 0
    if not faults:
        backed_up = "; back them up apart from the database" if wanted else ""
        return ok("campaign keys", f"{len(wanted)} in use{backed_up}")
    says = "; ".join(faults[:NAMED])
    if needed:
        return fail("campaign keys", says, PUT_BACK)
    mend = "put it back if it must still be known who took part; else `saualnama campaign forget`"
    return warn("campaign keys", f"{says} (closed)", mend)


def of_days(folder: Path, today: datetime.date, *, life: int) -> Finding:
    """Whether the keys that seal what knows a person can be read, and none has outlived its days."""
    faults, spoilt = [], set()
    for path in sorted(folder.glob("*.key")) if folder.is_dir() else ():
        try:
            read_key(path)
        except BadKeyError as error:
            faults.append(str(error))
            spoilt.add(path.stem)
    if faults:
        stops = "no answers are taken: " if spoilt & {today.isoformat(), week_of(today)} else ""
        mend = "delete that file and start the bot again: what it sealed is lost, those people may begin anew"
        return fail("day keys", f"{stops}{'; '.join(faults[:NAMED])}", mend)
    days = Seals(folder, secret=bytes).days()
    if not days:
        return ok("day keys", "none yet: the first turn of a day makes that day's")
    says = f"{len(days)}, the oldest of {days[0]}, each destroyed after {life} days"
    if (today - days[0]).days > life:
        return warn("day keys", says, "start the bot: once a day it destroys what is older")
    return ok("day keys", f"{says}; never back them up")


def of_rows(folder: Path, sealed: Sequence[Sealed]) -> Finding:
    """Whether everything that is sealed can be opened. What cannot is counted by day."""
    seals, lost = Seals(folder, secret=bytes), dict[datetime.date, Counter[str]]()
    for each in sealed:
        try:
            seals.require(each.head)
        except SealedError as error:
            lost.setdefault(error.day, Counter()).update(each.rows)
    if not lost:
        return ok(
            "sealed", f"{sum(n for each in sealed for n in each.rows.values())} rows, all can be opened"
        )
    counted = (
        f"{day}: {', '.join(f'{n} {kind}' for kind, n in lost[day].items())}" for day in sorted(lost)[:NAMED]
    )
    mend = (
        "if the folder of keys was moved, set SAUALNAMA_KEYS to it; a key that is gone brings nothing back: "
        "those people may begin anew"
    )
    return fail("sealed", f"cannot be opened, for want of the day's key: {'; '.join(counted)}", mend)


def _is_inside(place: Path, outer: Path) -> bool:
    return place.resolve().is_relative_to(outer.resolve())


def _apart(settings: Settings) -> Path:
    """Where the keys are to go: where the setting says, unless that is in the data folder."""
    if _is_inside(settings.keys_beside, settings.data):
        return settings.data.absolute().parent / "keys"
    return settings.keys_beside
