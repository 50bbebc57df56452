"""The cluster of the manual cannot be started here; as a document it holds together."""

import re
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

PAGE = (Path(__file__).parents[1] / "docs" / "manual" / "scaling.md").read_text("utf-8")
NAME, TEXTS = "^[a-z][a-z0-9-]*$", {"type": "array", "items": {"type": "string"}}
SERVICE = {
    "type": "object",
    "required": ["image", "restart", "networks"],
    "additionalProperties": False,
    "properties": {
        "image": {"type": "string", "pattern": r"^[a-z/-]+:[0-9.]+$"},
        "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
        "depends_on": TEXTS,
        "environment": {"type": "object", "additionalProperties": {"type": "string"}},
        "secrets": TEXTS,
        "configs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["source", "target"],
                "additionalProperties": False,
                "properties": {"source": {"type": "string"}, "target": {"type": "string", "pattern": "^/"}},
            },
        },
        "volumes": {
            "type": "array",
            "items": {"type": "string", "pattern": r"^(\./)?[a-z0-9-]+:/[^:]+(:ro)?$"},
        },
        "ports": {"type": "array", "items": {"type": "string", "pattern": r"^127\.0\.0\.1:\d+:\d+$"}},
        "networks": TEXTS,
    },
}
COMPOSE = {
    "type": "object",
    "required": ["services"],
    "additionalProperties": False,
    "properties": {
        "services": {"type": "object", "patternProperties": {NAME: SERVICE}, "additionalProperties": False},
        **{
            kind: {"type": "object", "additionalProperties": {"type": "object"}}
            for kind in ("configs", "secrets", "networks", "volumes")
        },
    },
}
"""What of the Compose Specification the page uses: keys, kinds of values, ports on this machine only."""


def test_the_compose_file_follows_its_schema_and_names_only_what_it_declares() -> None:
    text = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert text
    found = yaml.safe_load(text[1])
    Draft202012Validator(COMPOSE).validate(found)
    for service in found["services"].values():
        assert set(service.get("depends_on", [])) <= set(found["services"])
        assert set(service.get("secrets", [])) <= set(found["secrets"])
        assert {each["source"] for each in service.get("configs", [])} <= set(found["configs"])
        assert set(service["networks"]) <= set(found["networks"])
        named = {place.split(":")[0] for place in service.get("volumes", []) if not place.startswith("./")}
        assert named <= set(found["volumes"])
    inner = yaml.safe_load(found["configs"]["cluster"]["content"])
    hosts = [each["replica"]["host"] for each in inner["remote_servers"]["figures"]["shard"]]
    assert {*hosts, inner["zookeeper"]["node"]["host"]} == set(found["services"])


def test_the_page_says_that_the_cluster_was_not_run() -> None:
    assert "**Not run here:**" in PAGE
    assert "cast_keep_nullable = 1" in PAGE
