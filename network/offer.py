"""What initiatives offer and what they seek."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class OfferKind(StrEnum):
    """Biete or Suche."""

    OFFER = "offer"
    NEED = "need"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing an initiative offers or seeks, in its own words; `category` is an id of the vocabulary."""

    id: UUID
    kind: OfferKind
    text: str
    category: str | None = None
    category_confirmed: bool = False
