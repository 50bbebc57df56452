"""Decides how a campaign is drafted and launched from the terminal."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from console.cli.campaign_options import plan_options, wanted_by
from console.cli.showing import coloured

if TYPE_CHECKING:
    from console.checklist import Check
    from console.settings import Settings
    from storage.campaign_states import Action
    from storage.database import Database
    from storage.links import Link
    from storage.plans import Plan
    from surveys.questionnaire import Questionnaire

_COLOURS = {"ok": "green", "look": "yellow", "stop": "red"}


@click.command()
@plan_options
def create(campaign: str, dry_run: bool, **options: Any) -> None:
    """Make CAMPAIGN as a draft, or change a draft: it has its links already, and asks nobody before its launch."""
    import asyncio

    from console import launching
    from console.settings import read_settings
    from console.wiring import storage

    async def work() -> None:
        settings = read_settings()
        async with storage(settings) as database:
            plan, asked = await _planned(database, settings, campaign, options, action="change")
            if dry_run:
                _say(await _checks(database, plan, asked), err=False)
                return
            await launching.draft(database, settings, plan)

    asyncio.run(work())
    if dry_run:
        return
    click.echo(f"{campaign} is a draft")
    click.echo(f"next: saualnama campaign launch {campaign} --dry-run", err=True)


@click.command()
@plan_options
@click.option("--yes", is_flag=True, help="Do not ask for the campaign's id to be typed.")
def launch(campaign: str, dry_run: bool, yes: bool, **options: Any) -> None:
    """Open CAMPAIGN, a draft or a new one; from now on its questionnaire cannot change.

    Options change a draft before it is launched. With a later --opens it opens by itself on that day in Kazakhstan;
    its links can be printed before. What is in the way of the launch is told at once, and then nothing is changed.
    """
    import asyncio

    from console import launching
    from console.settings import read_settings
    from console.wiring import storage
    from storage import links as ways

    async def work() -> "list[Link] | None":
        settings = read_settings()
        async with storage(settings) as database:
            plan, asked = await _planned(database, settings, campaign, options, action="launch")
            checks = await _checks(database, plan, asked)
            refused = [check.said for check in checks if check.mark == "stop"]
            if dry_run:
                _say(checks, err=False)
                if refused:
                    sys.exit(1)
                return None
            if refused:
                raise click.ClickException("\n".join([*refused, f"{campaign} is not launched."]))
            _say([check for check in checks if check.mark != "ok"] if yes else checks, err=True)
            if not yes:
                _have_typed(campaign)
            await launching.launch(database, settings, plan)
            async with database.reading() as connection:
                return await ways.links(connection, campaign)

    links = asyncio.run(work())
    if links is None:
        return
    for link in links:
        if link.office is None:
            click.echo(f"{link.service} {link.kind} start={link.payload}")
    if posters := sum(link.office is not None for link in links):
        click.echo(f"{posters} QR codes of offices")
    click.echo(f"next: saualnama campaign links {campaign}", err=True)


async def _planned(
    database: "Database", settings: "Settings", campaign: str, options: dict[str, Any], *, action: "Action"
) -> "tuple[Plan, Questionnaire]":
    """The plan that the options amount to, and what it asks."""
    from console.planning import planned
    from console.wiring import clock
    from storage.days import day_in_kazakhstan

    wanted, today = wanted_by(dict(options)), day_in_kazakhstan(clock())
    async with database.reading() as connection:
        return await planned(connection, settings, campaign, wanted, action=action, today=today)


async def _checks(database: "Database", plan: "Plan", asked: "Questionnaire") -> "list[Check]":
    """The check list of a launch today."""
    from console.checklist import checklist
    from console.speaking import reader_language
    from console.wiring import clock
    from storage.days import day_in_kazakhstan

    today = day_in_kazakhstan(clock())
    async with database.reading() as connection:
        return await checklist(connection, plan, asked, today=today, language=reader_language())


def _say(checks: "Sequence[Check]", *, err: bool) -> None:
    for check in checks:
        mark = coloured(f"{check.mark:<5}", _COLOURS[check.mark])
        click.echo(f"{mark} {check.what:<14} {check.said}", err=err)


def _have_typed(campaign: str) -> None:
    """A launch cannot be undone: whoever launches types what."""
    click.echo("From now on its questionnaire cannot change.", err=True)
    typed = click.prompt(f"Type {campaign} to launch it", default="", show_default=False, err=True)
    if typed.strip() != campaign:
        raise click.ClickException(f"{typed.strip()!r} is not {campaign}: nothing was launched.")
