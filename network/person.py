"""People of the network: who they are and what their role is."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID


class Language(StrEnum):
    """Languages of all texts; German is the source."""

    DE = "de"
    EN = "en"


class Role(StrEnum):
    """What a person is to the network; rights hang on it, see network/rights.py."""

    ANONYMOUS = "anonymous"
    COORDINATOR = "coordinator"
    STAFF = "staff"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody known to the house; `email` is proven by a magic link, or None for a chat without one."""

    id: UUID
    name: str
    role: Role
    language: Language
    email: str | None = None
    created_at: datetime

    @property
    def is_staff(self) -> bool:
        """Whether the person works for the network."""
        return self.role in {Role.STAFF, Role.ADMIN}


# Whoever acts when nobody does: the timetable. It has staff's rights, no address, and no row among the people.
HOUSE = Person(
    id=UUID(int=0),
    name="Knotenpunkt",
    role=Role.STAFF,
    language=Language.DE,
    created_at=datetime(2018, 1, 1, tzinfo=UTC),
)
