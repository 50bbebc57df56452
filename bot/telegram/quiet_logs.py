"""Decides which libraries' loggers speak from warnings on: below, they show the token and people's words.

Measured: httpx writes every address, and so the token, at INFO; telegram.Bot writes its own address at DEBUG,
and every call and update with what people wrote. aiosqlite writes at DEBUG whatever it is handed: whole batches, with
addresses, words and one-time links. aiogram and aiohttp leaked nothing, and are held to the same level, so that a later
version of them does not begin to.
"""

import logging

QUIET = ("aiogram", "aiohttp", "aiosqlite", "httpcore", "httpx", "telegram")
"""Each with all loggers below it."""


def keep_secrets_out_of_logs() -> None:
    """Raises the level of these loggers to WARNING, never lowers it. Call again after a set-up of logging.

    Loggers below with a level of their own are raised as well: who asks for `telegram.Bot` at DEBUG asks for
    the token.
    """
    known = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in QUIET]
    for name in QUIET:
        _raise_level(logging.getLogger(name))
    for name in known:
        logger = logging.getLogger(name)
        if logger.level != logging.NOTSET:
            _raise_level(logger)


def _raise_level(logger: logging.Logger) -> None:
    if logger.level < logging.WARNING:
        logger.setLevel(logging.WARNING)
