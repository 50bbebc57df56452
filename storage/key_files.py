"""Decides how a secret key lies on the disk: 32 bytes in a file of its own, made once, checked at every read."""

import os
from pathlib import Path

from storage.faults import StorageError

KEY_BYTES = 32
"""256 bits, for HMAC-SHA256 and for AES-256."""


class BadKeyError(StorageError):
    """A key file that is missing, unreadable or of another length; the message names it and says what to do."""


def create_key(path: Path, secret: bytes) -> bytes:
    """Keeps `secret` durably as the key at `path`, and returns the key that stands there afterwards.

    Of several that create at once the first wins: a file that is there is never replaced. Raises BadKeyError for a
    secret or a file that is not KEY_BYTES long, and where the folder cannot be written.
    """
    if len(secret) != KEY_BYTES:
        raise BadKeyError(f"a key has {KEY_BYTES} bytes, not {len(secret)}")
    try:
        _create(path, secret)
    except OSError as error:
        raise BadKeyError(f"the key {path.name} cannot be made in {path.parent}: {error.strerror}") from None
    return read_key(path)


def _create(path: Path, secret: bytes) -> None:
    make_closed(path.parent)
    draft = path.with_name(f".{path.name}.{secret[:6].hex()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first
    finally:
        draft.unlink()
    sync_folder(path.parent)


def read_key(path: Path) -> bytes:
    """The key. Raises BadKeyError where it is missing, cannot be read, or is not KEY_BYTES long."""
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        raise BadKeyError(f"the key {path.name} is missing in {path.parent}") from None
    except OSError as error:
        raise BadKeyError(f"the key {path.name} in {path.parent} cannot be read: {error.strerror}") from None
    if len(key) != KEY_BYTES:
        raise BadKeyError(f"the key {path.name} in {path.parent} has {len(key)} bytes, not {KEY_BYTES}")
    return key


def destroy_key(path: Path) -> bool:
    """Erases the key for ever; False where there was none. Its bytes are overwritten before the name goes.

    On a disk that writes elsewhere than it is told (flash, copy on write) old bytes may outlive this: the folder
    of keys belongs on an encrypted disk.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return False
    try:
        os.write(descriptor, bytes(KEY_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def make_closed(folder: Path) -> None:
    """Makes the folder, and what is missing above it, for this user alone; one that is there stays as it is."""
    for place in (*reversed(folder.parents), folder):
        if not place.is_dir():
            place.mkdir(mode=0o700, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """A file is there after a power cut only if its folder was synced too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
