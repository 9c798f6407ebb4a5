"""Draws config/knotenpunkt.example.env from the settings: `python -m tests.house.example`."""

import textwrap

from pydantic_settings import BaseSettings

from config.settings import PREFIX, Settings
from tests.house.source import ROOT

PAPER = ROOT / "config/knotenpunkt.example.env"
_HEAD = "# Every setting of Knotenpunkt with its default. Copy what you change; an empty one counts as not set.\n"


def drawn(settings: type[BaseSettings] = Settings) -> str:
    """Each setting with its meaning and its default, switched off by a #, ending in a newline."""
    lines = [_HEAD]
    for name, field in settings.model_fields.items():
        meaning = field.description or ""
        lines += textwrap.wrap(meaning, 110, initial_indent="# ", subsequent_indent="# ")
        lines.append(f"#{PREFIX}{name.upper()}={_written(field.default)}\n")
    return "\n".join(lines)


def _written(default: object) -> str:
    """A default as it would stand in an environment file."""
    if isinstance(default, bool):
        return str(int(default))
    text = str(default) if default not in (None, ()) else ""
    return f'"{text}"' if " " in text else text


if __name__ == "__main__":
    PAPER.write_text(drawn(), encoding="utf-8")
