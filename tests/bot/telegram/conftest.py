"""Every test of a channel runs on each library, over HTTP, against a simulator of its own."""

import pytest

from bot.simulator.simulator import Simulator
from bot.telegram import LIBRARIES, open_channel
from tests.open_channels import AIGUL, TOKEN


@pytest.fixture(params=LIBRARIES)
def library(request):
    return request.param


@pytest.fixture
async def sim():
    async with Simulator() as running:
        yield running


@pytest.fixture
async def channel(library, sim):
    opened = open_channel(library, TOKEN, base=sim.url)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def phone(sim):
    return sim.phone(TOKEN, user_id=AIGUL, language_code="ru-RU", has_met=True)
