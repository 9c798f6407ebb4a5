"""Whether a request is one that the Bot API knows: names, required parameters and types, from Telegram's own list."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_SPEC: dict[str, Any] = json.loads((Path(__file__).parent / "bot_api.json").read_text())
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}


class Refused(Exception):
    """Telegram answers `status` with `description`, perhaps with response parameters."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad_request(description: str) -> Refused:
    """A 400 as Telegram words it."""
    return Refused(400, f"Bad Request: {description}")


def name_of(method: str) -> str:
    """The method in its own spelling (the API does not mind letters' case), or Refused with 404."""
    for name in _SPEC["methods"]:
        if name.lower() == method.lower():
            return str(name)
    raise Refused(404, "Not Found: method not found")


def read(method: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The parameters with their right types, and complaints about whatever the API does not know.

    Telegram overlooks unknown parameters, so they are no refusal; but a client that sends them has a mistake.
    """
    known: dict[str, Any] = _SPEC["methods"][method]
    complaints = [f"{method} has no parameter {name}" for name in given if name not in known]
    parameters: dict[str, Any] = {}
    for name, rule in known.items():
        if given.get(name) in {None, ""} and rule["required"]:
            raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
        if given.get(name) is not None:
            parameters[name] = _typed(name, given[name], rule["types"], complaints)
    return parameters, complaints


def _typed(name: str, value: Any, types: list[str], complaints: list[str]) -> Any:
    if "Integer" in types and str(value).lstrip("-").isdigit():
        return int(value)
    if types == ["Integer"]:
        raise bad_request(f'parameter "{name}" must be an Integer')
    if "String" in types:
        return str(value)
    if types == ["Boolean"]:
        return str(value).lower() in {"true", "1", "yes"}
    parsed = _parsed(name, value)
    for kind in types:
        _check(name, parsed, kind, complaints)
    return parsed


def _parsed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None


def _check(name: str, value: Any, kind: str, complaints: list[str]) -> None:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            raise bad_request(f'parameter "{name}" must be an Array')
        for item in value:
            _check(name, item, kind.removeprefix("Array of "), complaints)
        return
    fields = _SPEC["types"].get(kind)
    if fields is None:
        return
    if not isinstance(value, dict):
        raise bad_request(f"object expected as {name}")
    complaints += [f"{kind} has no field {field}" for field in value if field not in fields]
    for field, rule in fields.items():
        if field in value:
            for inner in rule["types"]:
                _check(f"{name}.{field}", value[field], inner, complaints)
        elif rule["required"]:
            raise bad_request(f'can\'t parse {name}: field "{field}" not found')
