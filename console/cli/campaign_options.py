"""Decides the options that say what a campaign is to be: the same for a draft and for a launch."""

import datetime
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from console.planning import Wanted

Command = TypeVar("Command", bound=Callable[..., Any])

NAME_LENGTH = 200
"""Characters of a campaign's name, and of what the consent says of it, as the records keep them."""
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_LANGUAGES = {"kk": "Kazakh", "ru": "Russian", "en": "English"}


class _Day(click.ParamType[datetime.date]):
    """A day as 2026-12-31."""

    name = "DATE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{str(value)!r} is no day: write it as 2026-12-31", param, ctx)


DAY = _Day()


def _new_id(_context: click.Context, _parameter: click.Parameter, given: str) -> str:
    """The id also names the file of the campaign's key, so it must be nothing but a name."""
    from storage.trials import is_trial

    if not _ID.fullmatch(given):
        raise click.BadParameter("use small Latin letters, digits, - and _, at most 40, such as tax-2026")
    if is_trial(given):
        raise click.BadParameter("this name is for previews, whose answers can be looked at: choose another")
    return given


def _words(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    if given is not None and (not given.strip() or len(given) > NAME_LENGTH):
        raise click.BadParameter(f"write 1 to {NAME_LENGTH} characters")
    return given and given.strip()


def _in_all(name: str, what: str) -> list[Callable[[Command], Command]]:
    return [
        click.option(f"--{name}-{code}", callback=_words, help=f"{what}, in {language}.")
        for code, language in _LANGUAGES.items()
    ]


_OPTIONS = (
    click.argument("campaign", callback=_new_id),
    click.option(
        "--questionnaire", help="A published questionnaire: NAME (the newest), NAME@PREFIX, or a fingerprint."
    ),
    click.option("--service", "services", multiple=True, help="A service's code; may be repeated."),
    click.option("--agency", "agencies", multiple=True, help="All services of this agency that are valid."),
    click.option(
        "--office",
        "offices",
        multiple=True,
        help="Also a QR code of its own for each service in this office; `all` for every office.",
    ),
    click.option(
        "--kind",
        "kinds",
        multiple=True,
        type=click.Choice(["link", "qr", "token"]),
        show_default="link",
        help="How people arrive; may be repeated, and each way gets links of its own.",
    ),
    *_in_all("name", "The campaign's name, else the questionnaire's title"),
    click.option("--results-on", type=DAY, help="The day when the results will stand, said in the consent."),
    *_in_all("results-where", "Where the results will stand"),
    *_in_all("contact", "Whom to ask about the survey"),
    click.option(
        "--opens", "opens_on", type=DAY, show_default="the day of the launch", help="Its first day."
    ),
    click.option("--closes", "closes_on", type=DAY, help="Its last day: it closes by itself at its end."),
    click.option("--target", type=click.IntRange(1), help="How many complete responses are hoped for."),
    click.option(
        "--dry-run", is_flag=True, help="Write nothing: show what is fine, worth a look, in the way."
    ),
)


def plan_options(command: Command) -> Command:
    """Gives a command the campaign and all that can be said of it."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def wanted_by(options: dict[str, Any]) -> "Wanted":
    """What these options say."""
    from console.planning import Wanted

    said: dict[str, dict[str, str]] = {
        name: {code: given for code in _LANGUAGES if (given := options.pop(f"{name}_{code}")) is not None}
        for name in ("name", "results_where", "contact")
    }
    return Wanted(**options, names=said["name"], results_where=said["results_where"], contact=said["contact"])
