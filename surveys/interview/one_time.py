"""Decides what a one-time link looks like from outside: no other payload can be taken for one."""

import base64
import re

SECRET_BYTES = 16
"""Of chance in a link: nobody finds a second one by trying."""

_TOKEN = re.compile(r"t[A-Za-z0-9_-]{22}")
"""A letter that no hexadecimal payload begins with, and the secret in base64url."""


def token(secret: bytes) -> str:
    """The payload of a one-time link, from SECRET_BYTES random bytes."""
    return "t" + base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def is_token(payload: str) -> bool:
    """Whether a payload can be that of a one-time link."""
    return _TOKEN.fullmatch(payload) is not None
