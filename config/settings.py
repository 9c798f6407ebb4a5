"""Every setting of the house, once: name, type, unit, default and meaning. The only file that reads the environment."""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "KNOTENPUNKT_"
_SCHEDULE = re.compile(r"^(?:(\d{1,2})|(mo|di|mi|do|fr|sa|so)) (\d{1,2}):(\d{2})$")


class SettingsWrong(Exception):
    """Some settings are unknown or wrong; `problems` names each in one English sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """How this house is set up; read once at start and passed on by value."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    data_dir: Path = Field(Path("var"), description="Folder for the SQLite file, the local mailbox and the lock.")
    database_url: SecretStr | None = Field(
        None,
        description="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME. Default: SQLite in DATA_DIR.",
    )
    base_url: str = Field("http://127.0.0.1:8000", description="Address under which people reach the service.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    secret: SecretStr | None = Field(None, description="Random text of at least 32 characters for keyed hashes.")
    smtp_url: SecretStr | None = Field(
        None, description="smtp://USER:PASSWORD@HOST:PORT?tls=starttls|implicit|none. Unset: local mailbox."
    )
    mail_from: str = Field(
        "Knotenpunkt <infobrief@knotenpunkt.example>",
        description="Sender of every letter, as in 'Name <address>'.",
    )
    telegram_token: SecretStr | None = Field(None, description="Token of the bot. Unset: the Telegram door is shut.")
    telegram_api_url: str = Field("https://api.telegram.org", description="Base address of the Bot API server.")
    telegram_webhook_secret: SecretStr | None = Field(
        None, description="Set: webhook at /telegram/webhook with this secret. Unset: polling."
    )
    staff: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Mail addresses of the network staff, separated by commas; the first one is admin."
    )
    imprint: str = Field("", description="Imprint (Impressum): who answers for this service, with postal address.")
    contact: str = Field("", description="Mail address or telephone number for questions.")
    infobrief_schedule: str = Field(
        "1 09:00",
        description="When the Infobrief is compiled: day of month (1 to 28) or mo..so, and local time.",
    )
    timezone: str = Field("Europe/Berlin", description="Time zone of all times shown and of the schedule.")
    demo: bool = Field(False, description="Show the local mailbox and demo sign-ins; never for a real network.")

    @field_validator("staff", mode="before")
    @classmethod
    def _split_addresses(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in re.split(r"[,;\s]+", value) if part.strip())
        return value

    @field_validator("staff")
    @classmethod
    def _check_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
                raise ValueError(f"'{address}' is not a mail address")
        return value

    @field_validator("base_url", "telegram_api_url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        parts = urlsplit(value.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"'{value}' is not an address like https://netzwerk.example")
        if parts.query or parts.fragment:
            raise ValueError(f"'{value}' must not contain ? or #")
        return value.strip().rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _check_timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"'{value}' is not a time zone{_suggestion(value, available_timezones())}")
        return value

    @field_validator("infobrief_schedule")
    @classmethod
    def _check_schedule(cls, value: str) -> str:
        text = " ".join(value.lower().split())
        match = _SCHEDULE.match(text)
        if not match:
            raise ValueError(f"'{value}' is not a schedule like '1 09:00' or 'mo 09:00'")
        day, _, hour, minute = match.groups()
        if day and not 1 <= int(day) <= 28:
            raise ValueError("the day must lie between 1 and 28, because every month has these")
        if int(hour) > 23 or int(minute) > 59:
            raise ValueError(f"'{hour}:{minute}' is not a time of day")
        if int(hour) == 2:
            raise ValueError("times from 02:00 to 02:59 do not exist or come twice when the clocks change")
        return text

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _check_smtp(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.match(r"^smtps?://[^/]+", value.get_secret_value()):
            raise ValueError("must look like smtp://user:password@host:port?tls=starttls")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _check_webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("may only contain letters, digits, _ and - (at most 256)")
        return value

    @field_validator("secret")
    @classmethod
    def _check_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value and len(value.get_secret_value()) < 32:
            raise ValueError("must have at least 32 characters")
        return value

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Return the settings found in the environment, or raise SettingsWrong with every problem at once."""
        environ = os.environ if environ is None else environ
        given = {key[len(PREFIX) :].lower(): text for key, text in environ.items() if key.startswith(PREFIX)}
        problems = [
            f"{PREFIX}{key.upper()} is not a setting{_suggestion(key, cls.model_fields, PREFIX)}"
            for key in given
            if key not in cls.model_fields
        ]
        known: dict[str, Any] = {key: text for key, text in given.items() if key in cls.model_fields and text}
        try:
            settings = cls(**known)
        except ValidationError as wrong:
            raise SettingsWrong(problems + [_problem(error) for error in wrong.errors()]) from None
        if problems:
            raise SettingsWrong(problems)
        return settings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values only from `read`, which looks at the environment once and finds unknown names there."""
        return (init_settings,)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        """The database address with its default filled in; may hold a password, never log it."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'knotenpunkt.db'}"

    @property
    def may_mail_outside(self) -> bool:
        """Whether letters may leave the house: only with imprint and contact, or into the demo's mailbox."""
        return bool(self.imprint.strip() and self.contact.strip())


def _problem(error: Any) -> str:
    name = f"{PREFIX}{str(error['loc'][0]).upper()}: " if error["loc"] else PREFIX
    return f"{name}{error['msg'].removeprefix('Value error, ')}"


def _suggestion(wrong: str, known: Any, prefix: str = "") -> str:
    near = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.6)
    shown = prefix + near[0].upper() if near and prefix else near[0] if near else ""
    return f"; did you mean {shown}?" if shown else ""
