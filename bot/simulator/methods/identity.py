"""Decides what the methods do that say who the bot is: getMe, commands, names, descriptions, menu button."""

import re
from collections.abc import Callable
from typing import Any

from bot.simulator.state.bots import Bot, CommandKey
from bot.simulator.state.world import World
from bot.simulator.wire.markup import utf16_length
from bot.simulator.wire.objects import JsonObject
from bot.simulator.wire.parameters import Parameters, number_of, structure_of, text_of
from bot.simulator.wire.refusals import (
    COMMAND_DESCRIPTION_INVALID,
    COMMAND_INVALID,
    LANGUAGE_CODE_INVALID,
    TOO_MANY_COMMANDS,
    bad_request,
)

MAX_COMMANDS = 100  # per scope and language
MAX_COMMAND_DESCRIPTION = 256  # UTF-16 units
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE_CODE = re.compile(r"(?:[a-z]{2})?")
SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
)
MENU_BUTTONS = ("commands", "web_app", "default")
PROFILE_LIMITS = {"name": 64, "description": 512, "short_description": 120}  # UTF-16 units
PROFILE_REFUSALS = {
    "name": "BOT_TITLE_INVALID",
    "description": "BOT_DESCRIPTION_INVALID",
    "short_description": "BOT_SHORT_DESCRIPTION_INVALID",
}


def get_me(world: World, bot: Bot, parameters: Parameters) -> JsonObject:
    """getMe: the bot as a User, with the fields that only getMe gives."""
    del world, parameters
    return {
        **bot.user,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(world: World, bot: Bot, parameters: Parameters) -> bool:
    """setMyCommands, per scope and two-letter language."""
    del world
    commands = structure_of(parameters, "commands", called="commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > MAX_COMMANDS:
        raise bad_request(TOO_MANY_COMMANDS)
    bot.commands[_command_key(parameters)] = [_command(command) for command in commands]
    return True


def get_my_commands(world: World, bot: Bot, parameters: Parameters) -> list[JsonObject]:
    """getMyCommands: exactly those of this scope and language, without falling back on others."""
    del world
    return bot.commands.get(_command_key(parameters), [])


def delete_my_commands(world: World, bot: Bot, parameters: Parameters) -> bool:
    """deleteMyCommands."""
    del world
    bot.commands.pop(_command_key(parameters), None)
    return True


def commands_shown(bot: Bot, chat_id: int, language_code: str) -> list[JsonObject]:
    """The menu a person sees: the narrowest scope wins, and in it their language (BotCommandScope)."""
    for scope, scope_chat in (("chat", chat_id), ("all_private_chats", 0), ("default", 0)):
        for language in (language_code[:2], ""):
            if commands := bot.commands.get((scope, scope_chat, 0, language)):
                return commands
    return []


def set_profile(field: str) -> Callable[[World, Bot, Parameters], bool]:
    """setMyName, setMyDescription or setMyShortDescription; an empty text takes the language's own away."""

    def set_field(world: World, bot: Bot, parameters: Parameters) -> bool:
        del world
        language, text = _language(parameters), text_of(parameters, field)
        if utf16_length(text) > PROFILE_LIMITS[field]:
            raise bad_request(PROFILE_REFUSALS[field])
        if text:
            bot.profile[field, language] = text
        else:
            bot.profile.pop((field, language), None)
        if field == "name" and not language and text:
            bot.user = {**bot.user, "first_name": text}
        return True

    return set_field


def get_profile(field: str) -> Callable[[World, Bot, Parameters], JsonObject]:
    """getMyName, getMyDescription or getMyShortDescription, in this language or the one for everybody."""

    def get_field(world: World, bot: Bot, parameters: Parameters) -> JsonObject:
        del world
        unset = bot.user["first_name"] if field == "name" else ""
        everybody = bot.profile.get((field, ""), unset)
        return {field: bot.profile.get((field, _language(parameters)), everybody)}

    return get_field


def set_chat_menu_button(world: World, bot: Bot, parameters: Parameters) -> bool:
    """setChatMenuButton, for one chat or for all."""
    del world
    button = structure_of(parameters, "menu_button", called="menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in MENU_BUTTONS:
        raise bad_request("can't parse menu button: Unsupported menu button type")
    bot.menu_buttons[number_of(parameters, "chat_id") or 0] = button
    return True


def get_chat_menu_button(world: World, bot: Bot, parameters: Parameters) -> JsonObject:
    """getChatMenuButton: the chat's own, else the one for all."""
    del world
    everybody = bot.menu_buttons.get(0, {"type": "commands"})
    return bot.menu_buttons.get(number_of(parameters, "chat_id") or 0, everybody)


def _command(command: Any) -> JsonObject:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: Expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", ""))
    if not COMMAND_NAME.fullmatch(name):
        raise bad_request(COMMAND_INVALID)
    if not 1 <= utf16_length(description) <= MAX_COMMAND_DESCRIPTION:
        raise bad_request(COMMAND_DESCRIPTION_INVALID)
    return {"command": name, "description": description}


def _command_key(parameters: Parameters) -> CommandKey:
    scope = structure_of(parameters, "scope", called="BotCommandScope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat_id, user_id = number_of(scope, "chat_id") or 0, number_of(scope, "user_id") or 0
    return (scope["type"], chat_id, user_id, _language(parameters))


def _language(parameters: Parameters) -> str:
    language = text_of(parameters, "language_code")
    if not LANGUAGE_CODE.fullmatch(language):
        raise bad_request(LANGUAGE_CODE_INVALID)
    return language
