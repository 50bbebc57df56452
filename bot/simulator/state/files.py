"""Decides which files a bot may send and under which ids they are kept.

A test or a page reads what was sent: name, type and bytes. Pictures must really be pictures: their size is
read from the file's own header.
"""

import struct
from dataclasses import dataclass

from bot.simulator.wire.objects import JsonObject
from bot.simulator.wire.parameters import Parameters, Upload, text_of
from bot.simulator.wire.refusals import FILE_ID_INVALID, FILE_IS_EMPTY, IMAGE_INVALID, bad_request

PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8"
JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3})  # markers whose segment holds height and width
ATTACHED = "attach://"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that a bot sent."""

    file_id: str
    name: str
    mime_type: str
    data: bytes

    def as_object(self) -> JsonObject:
        """What every file object of the Bot API has."""
        return {
            "file_id": self.file_id,
            "file_unique_id": f"unique-{self.file_id}",
            "file_size": len(self.data),
        }


class FileStore:
    """The files sent through one simulator, by file_id."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def __getitem__(self, file_id: str) -> StoredFile:
        return self._files[file_id]

    def __len__(self) -> int:
        return len(self._files)

    def take(self, parameters: Parameters, name: str) -> StoredFile:
        """The file of the call's parameter: an upload, `attach://` another field, or a known file_id."""
        value = parameters.get(name)
        if not isinstance(value, Upload):
            text = text_of(parameters, name)
            if text in self._files:
                return self._files[text]
            value = parameters.get(text.removeprefix(ATTACHED)) if text.startswith(ATTACHED) else None
        if not isinstance(value, Upload):
            raise bad_request(FILE_ID_INVALID)
        if not value.data:
            raise bad_request(FILE_IS_EMPTY)
        file_id = f"file-{len(self._files) + 1}"
        stored = self._files[file_id] = StoredFile(file_id, value.name, value.mime_type, value.data)
        return stored


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG or a JPEG. Raises CallRefusedError for anything else."""
    try:
        if data.startswith(PNG_START):
            width, height = struct.unpack(">II", data[16:24])
            return width, height
        if data.startswith(JPEG_START):
            return _jpeg_size(data)
    except struct.error:
        raise bad_request(IMAGE_INVALID) from None
    raise bad_request(IMAGE_INVALID)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        marker, length = struct.unpack(">xBH", data[at : at + 4])
        if marker in JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
