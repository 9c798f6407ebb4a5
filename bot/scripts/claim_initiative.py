"""A coordinator takes over an entry of the study: only what it lacks is asked, then the summary."""

from uuid import UUID

from actions.claim_initiative import claim_initiative
from bot.addresses import address
from bot.dialogue import Dialogue
from bot.questions import answers_of, entries, profile
from bot.say import Say, tap
from network.initiative import Status
from storage import initiatives

_ASKED_ANEW = ("offer", "need")  # topics too where the goals are asked, because they are read off these


async def script(chat: Dialogue) -> Say:
    """Return the thanks after the claim was submitted."""
    study = [it for it in await initiatives.public(chat.tx) if it.status is Status.HISTORIC]
    id_ = UUID(await chat.choose("of", entries([(str(it.id), it.name) for it in study])))
    entry = next(it for it in study if it.id == id_)
    chat.words = "register_initiative"
    known = answers_of(entry)
    anew = _ASKED_ANEW if entry.goals else (*_ASKED_ANEW, "topics")
    chat.fill({key: raw for key, raw in known.items() if raw and not key.startswith(anew)})
    draft = await profile(chat, ticked=entry.topics)
    claim = await claim_initiative(chat.tx, id_, draft, by=chat.person, now=chat.now)
    rows = (
        (tap("buttons.peers_now", address("find_peers", claim.id)),),
        (tap("buttons.entries", "my_entries"), tap("common.to_start", "start")),
    )
    return Say(key="claim_initiative.done", facts={"name": entry.name}, rows=rows)
