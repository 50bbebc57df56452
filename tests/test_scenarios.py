"""Each scenario is played four ways, and the citizen sees the same every time."""

import pytest
import pytest_asyncio

from tests import scenario_files
from tests.live_bot import LiveStage, live_bots
from tests.paper_stage import PaperStage
from tests.playing import play, questionnaire_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAYS = ("engine", "engine through JSON", "aiogram", "ptb")
NAMES = scenario_files.names()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bots(tmp_path_factory):
    async with live_bots(tmp_path_factory.mktemp("bots")) as bot:
        yield bot


async def on_paper(scenario, folder, *, through_json):
    stage = PaperStage(scenario, folder, through_json=through_json)
    return await play(scenario, stage, stage.phone(scenario.app))


async def live(scenario, bot):
    bot.lot = scenario.lot
    campaign, links = await bot.launch(
        questionnaire_of(scenario), scenario.services, offices=scenario.registry.get("offices", ())
    )
    try:
        return await play(scenario, LiveStage(bot, campaign, links), bot.phone(scenario.app))
    finally:
        await bot.set_state(campaign, "closed")  # so that nobody after is offered it


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
async def test_a_conversation_goes_as_written(name, way, bots, tmp_path, request):
    update = request.config.getoption("--update", default=False)
    scenario = scenario_files.read(name)
    if way.startswith("engine"):
        played = await on_paper(scenario, tmp_path, through_json=way == WAYS[1])
    else:
        played = await live(scenario, await bots(way))
    if update:
        expected = await on_paper(scenario, tmp_path / "again", through_json=False)
        if way == WAYS[0]:
            scenario_files.rewrite(name, played)
        chats, ends = expected.chats, expected.ends
    else:
        chats, ends = [step.chat for step in scenario.steps], scenario.ends
    for step, chat, wanted in zip(scenario.steps, played.chats, chats, strict=True):
        assert chat == wanted, f"after {step.act}: {step.what}"
    assert played.ends == ends
