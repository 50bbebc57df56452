"""What the preview makes of a file while its author is at work on it."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from console import shipped
from console.preview import watching
from console.preview.board import Board
from console.preview.drafts import read_draft
from console.preview.watching import changes
from tests.patience import HANG

SOUND = shipped.questionnaire_text(shipped.SHORT)
TIME = SOUND.splitlines().index("  - use: time@1") + 1
SOON = 0.01  # seconds between two looks
QUIET = 0.2  # seconds in which nothing may happen


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "mine.yaml"
    made.write_text(SOUND, "utf-8")
    return made


async def another(looks):
    """Until another change is seen."""
    await asyncio.wait_for(anext(looks), HANG)


class Looking:
    """Pauses between two looks that end when the test says so."""

    def __init__(self):
        self._go = asyncio.Semaphore(0)
        self._pausing = asyncio.Event()

    async def sleep(self, _):
        self._pausing.set()
        await self._go.acquire()
        self._pausing.clear()

    async def once(self, waiting):
        """One look; returns when the next pause has begun, or `waiting` has what it waits for."""
        await self._pausing.wait()
        self._pausing.clear()
        self._go.release()
        pausing = asyncio.ensure_future(self._pausing.wait())
        await asyncio.wait([waiting, pausing], return_when=asyncio.FIRST_COMPLETED)
        pausing.cancel()


async def test_a_file_is_taken_at_once_and_again_after_each_change(file):
    looks = changes(file, every=SOON)
    await anext(looks)
    file.write_text("a", "utf-8")
    await another(looks)
    draft = file.with_name("draft")
    draft.write_text("b", "utf-8")
    draft.replace(file)  # as many editors save
    await another(looks)


async def test_a_file_that_stays_as_it_is_disturbs_nobody(file):
    looks = changes(file, every=SOON)
    await anext(looks)
    done, _ = await asyncio.wait([asyncio.ensure_future(anext(looks))], timeout=QUIET)
    assert not done


async def test_a_file_that_is_still_being_written_is_waited_for(file, monkeypatch):
    looking = Looking()
    monkeypatch.setattr(
        watching, "asyncio", SimpleNamespace(sleep=looking.sleep, to_thread=asyncio.to_thread)
    )
    looks = changes(file)
    await anext(looks)
    waiting = asyncio.ensure_future(anext(looks))
    for size in range(1, 12):
        file.write_text("x" * size, "utf-8")
        await looking.once(waiting)
        assert not waiting.done()
    await looking.once(waiting)
    assert waiting.done()


async def test_a_file_that_goes_away_is_a_change_and_so_is_its_return(file):
    looks = changes(file, every=SOON)
    await anext(looks)
    file.unlink()
    await another(looks)
    file.write_text(SOUND, "utf-8")
    await another(looks)


def test_a_sound_file_is_a_version_and_a_comment_makes_no_other(file):
    draft = read_draft(file)
    assert draft.questionnaire is not None
    assert draft.troubles == ()
    file.write_text(f"{SOUND}# a remark\n", "utf-8")
    assert read_draft(file).version == draft.version
    file.write_text(SOUND.replace("use: time@1", "use: access@1"), "utf-8")
    assert read_draft(file).version not in {"", draft.version}


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (SOUND.replace("use: time@1", "use: tiem@1").encode(), f":{TIME}:", "tiem@1"),
        (b"questionnaire: [", ":1:", "YAML"),
        (b"languages: \xff\xfe", ":1:", "UTF-8"),
        (b"", ":1:1", ""),
    ],
)
def test_every_error_is_a_line_to_follow_and_there_is_no_version(file, content, place, words):
    file.write_bytes(content)
    draft = read_draft(file)
    assert draft.questionnaire is None
    assert draft.version == ""
    assert all(trouble.level in {"error", "warning"} for trouble in draft.troubles)
    assert any(f"{file}{place}" in str(trouble) and words in str(trouble) for trouble in draft.troubles)


def test_a_file_that_cannot_be_read_is_said_and_not_raised(tmp_path):
    for wrong in (tmp_path / "gone.yaml", tmp_path):
        draft = read_draft(Path(wrong))
        assert draft.questionnaire is None
        assert "cannot be read" in draft.troubles[0].words


async def test_who_comes_late_to_the_board_finds_the_newest_of_each_thing():
    board = Board()
    board.post("a", "news", {"n": 1})
    board.post("b", "news", {"n": 2})
    board.post("a", "news", {"n": 3})
    following = board.follow()
    assert [await anext(following) for _ in range(2)] == [("news", {"n": 2}), ("news", {"n": 3})]
    waiting = asyncio.ensure_future(anext(following))
    board.post("b", "news", {"n": 2})
    done, _ = await asyncio.wait([waiting], timeout=QUIET)
    assert not done
    board.post("b", "news", {"n": 4})
    assert await asyncio.wait_for(waiting, timeout=HANG) == ("news", {"n": 4})
