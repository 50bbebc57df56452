"""`saualnama bot`: the process that citizens talk to."""

import click


@click.group("bot")
def command() -> None:
    """Run the Telegram bot."""


@command.command()
@click.option(
    "--library", type=click.Choice(["aiogram", "ptb"]), help="The Telegram library; else SAUALNAMA_LIBRARY."
)
def run(library: str | None) -> None:
    """Answer citizens until stopped, by long polling.

    Needs SAUALNAMA_TELEGRAM_TOKEN. With an empty database it publishes the shipped short questionnaire and
    opens an example campaign, so that the first /start works at once.
    """
    import asyncio
    import logging

    from console.running import run_bot
    from console.settings import read_settings

    settings = read_settings()
    if library is not None:
        settings = settings.model_copy(update={"library": library})
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # its steps are no news to who starts the bot
    asyncio.run(run_bot(settings))
