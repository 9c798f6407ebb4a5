"""Who may do what: one table of roles and actions, asked at the moment a button is pressed.

Owners: a coordinator may act only on initiatives they belong to; the action itself checks that.
"""

from network.errors import NotAllowed
from network.person import Person, Role

_EVERYONE = frozenset(Role)
_KNOWN = frozenset({Role.COORDINATOR, Role.STAFF, Role.ADMIN})
_STAFF = frozenset({Role.STAFF, Role.ADMIN})
_ADMIN = frozenset({Role.ADMIN})

RIGHTS: dict[str, frozenset[Role]] = {
    "add_measure": _KNOWN,
    "add_staff": _ADMIN,
    "announce": _STAFF,
    "announce_meeting": _STAFF,
    "answer_joining": _KNOWN,
    "browse_directory": _EVERYONE,
    "browse_infobriefe": _EVERYONE,
    "browse_measures": _EVERYONE,
    "browse_meetings": _EVERYONE,
    "cancel_meeting": _STAFF,
    "change_initiative": _KNOWN,
    "change_language": _EVERYONE,
    "change_measure": _KNOWN,
    "change_subscription": _EVERYONE,
    "chat": _EVERYONE,
    "choose_topics": _KNOWN,
    "claim_initiative": _KNOWN,
    "compile_infobrief": _STAFF,
    "confirm_subscription": _EVERYONE,
    "decide_uncertain": _STAFF,
    "dismiss_peer": _KNOWN,
    "edit_infobrief": _STAFF,
    "end_subscription": _EVERYONE,
    "explain_peers": _STAFF,
    "find_peers": _KNOWN,
    "find_trades": _KNOWN,
    "hand_over_initiative": _KNOWN,
    "join_initiative": _KNOWN,
    "join_meeting": _KNOWN,
    "leave_initiative": _KNOWN,
    "leave_meeting": _KNOWN,
    "link_chat": _KNOWN,
    "list_waiting": _STAFF,
    "meet_person": _EVERYONE,
    "merge_initiatives": _STAFF,
    "pause_infobrief": _STAFF,
    "pause_suggestions": _KNOWN,
    "preview_infobrief": _STAFF,
    "receive_updates": _EVERYONE,
    "register_initiative": _KNOWN,
    "release_infobrief": _STAFF,
    "remove_measure": _KNOWN,
    "report_infobrief": _STAFF,
    "request_sign_in": _EVERYONE,
    "restore_peer": _KNOWN,
    "resume_suggestions": _KNOWN,
    "review_initiative": _STAFF,
    "review_news": _STAFF,
    "sign_in": _EVERYONE,
    "sign_out": _EVERYONE,
    "submit_news": _KNOWN,
    "subscribe": _EVERYONE,
    "tell_apart": _STAFF,
    "test_infobrief": _STAFF,
    "unmerge_initiatives": _STAFF,
}


def may(action: str, role: Role) -> bool:
    """Return whether `role` covers `action`; an action missing in the table is a bug and raises KeyError."""
    return role in RIGHTS[action]


def demand(action: str, by: Person | None) -> None:
    """Raise NotAllowed unless the person (None: anonymous) may do this."""
    if not may(action, by.role if by else Role.ANONYMOUS):
        raise NotAllowed(action=action)
