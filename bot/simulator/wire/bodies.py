"""Decides how the body of an HTTP request or response becomes the parameters of a call.

Empty, urlencoded, JSON and multipart bodies all give one flat `Parameters`. The urlencoded form is what
both libraries send for every text call, so it is decoded here by hand: half the time of
`urllib.parse.parse_qsl` on Cyrillic text.
"""

import json
import re

import aiohttp
from aiohttp import web

from bot.simulator.wire.parameters import Parameters, Upload
from bot.simulator.wire.refusals import bad_request, too_large

MAX_BODY = 50 * 1024 * 1024  # bytes; Telegram takes uploads of at most 50 MB
ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


async def read_request(request: web.BaseRequest) -> Parameters:
    """All parameters of a call: those of the query string, and over them those of the body.

    Raises CallRefusedError: 400 for a body that cannot be read, 413 for one that is too large.
    """
    _, _, query = request.raw_path.partition("?")
    parameters = decode_form(query) if query else {}
    if not request.body_exists:
        return parameters
    content_type = request.headers.get("Content-Type", "")
    try:
        if content_type.startswith("multipart/"):
            return parameters | await read_multipart(await request.multipart())
        return parameters | decode_body(await request.read(), content_type)
    except web.HTTPRequestEntityTooLarge:
        raise too_large() from None
    except ValueError:
        raise bad_request("can't parse multipart body") from None


async def read_response(response: aiohttp.ClientResponse) -> Parameters:
    """The call that a webhook's answer asks for; empty when the answer is no call at all."""
    content_type = response.headers.get("Content-Type", "")
    if content_type.startswith("multipart/"):
        return await read_multipart(aiohttp.MultipartReader.from_response(response))
    if content_type.startswith(("application/json", "application/x-www-form-urlencoded")):
        return decode_body(await response.read(), content_type)
    return {}


def decode_body(body: bytes, content_type: str) -> Parameters:
    """A whole body that is not multipart. Any type but JSON is read as a form, as Telegram does."""
    if not body:
        return {}
    if content_type.startswith("application/json"):
        try:
            values = json.loads(body)
        except ValueError:
            raise bad_request("can't parse request body as JSON") from None
        if not isinstance(values, dict):
            raise bad_request("request body must be a JSON object")
        return {name: value for name, value in values.items() if value is not None}
    return decode_form(body.decode("utf-8", "replace"))


def decode_form(form: str) -> Parameters:
    """`a=1&b=%D3%A9` as a dictionary; of a name that comes twice the last value counts."""
    parameters: Parameters = {}
    for pair in form.replace("+", "%20").split("&"):  # so that a whole sentence is one run of escapes
        name, _, value = pair.partition("=")
        if name:
            parameters[_unescape(name)] = _unescape(value)
    return parameters


async def read_multipart(
    reader: aiohttp.MultipartReader | aiohttp.multipart.MultipartResponseWrapper,
) -> Parameters:
    """Fields as text, files as `Upload`."""
    parameters: Parameters = {}
    size = 0
    while (part := await reader.next()) is not None:
        if not isinstance(part, aiohttp.BodyPartReader) or not part.name:
            continue
        data = bytes(await part.read(decode=True))
        size += len(data)
        if size > MAX_BODY:
            raise too_large()
        if part.filename is None:
            parameters[part.name] = data.decode("utf-8", "replace")
        else:
            mime_type = part.headers.get("Content-Type", "application/octet-stream")
            parameters[part.name] = Upload(part.filename, mime_type, data)
    return parameters


def _unescape(text: str) -> str:
    return ESCAPES.sub(_decode_escapes, text) if "%" in text else text


def _decode_escapes(found: re.Match[str]) -> str:
    return bytes.fromhex(found.group().replace("%", "")).decode("utf-8", "replace")
