"""What staff decide about something that waits: release it, or return it with a reason."""

from enum import StrEnum

from network import text


class Verdict(StrEnum):
    """The two ends of a review."""

    APPROVE = "approve"
    RETURN = "return"


def return_reason(raw: str) -> str:
    """Return what should change, as the author will read it: 10 to 600 characters."""
    return text.block(raw, key="reason", least=10, most=600)
