"""Somebody subscribes to the Infobrief or chooses other topics."""

from actions.choose_topics import choose_topics
from bot.dialogue import Dialogue, Option
from bot.questions import topics
from bot.say import Label, Say, tap
from network.letter import Channel
from network.subscription import Subscription, SubscriptionState
from storage import people, subscriptions

_MOST = 30


async def script(chat: Dialogue) -> Say:
    """Return what one will get from now on."""
    channels = await _channels(chat)
    to_start = (tap("common.to_start", "start"),)
    if not channels:
        return Say(key="choose_topics.no_address", rows=((tap("buttons.infobrief", "browse_infobriefe"),), to_start))
    channel = channels[0]
    if len(channels) > 1:
        options = [Option(value=it.value, label=Label(key=f"choose_topics.by_{it.value}")) for it in channels]
        channel = Channel(await chat.choose("channel", options))
    before = await _active(chat, channel)
    chosen = await topics(chat, ticked=before.topics if before else (), most=_MOST)
    fields = [("topics", chosen)]
    await chat.review(fields, way=channel, email=chat.person.email, begins=before is None)
    await choose_topics(
        chat.tx,
        chosen,
        channel=channel,
        wording=chat.desk.texts.plain("consent.infobrief", {}, chat.person.language),
        secret=chat.desk.secret,
        by=chat.person,
        now=chat.now,
    )
    rows = ((tap("buttons.infobrief", "browse_infobriefe"), tap("buttons.settings", "settings")), to_start)
    return Say(key="choose_topics.done", facts={"chosen": chosen, "way": channel}, rows=rows)


async def _channels(chat: Dialogue) -> list[Channel]:
    """The ways to reach the person that are proven."""
    by_chat = await people.chat_of(chat.tx, chat.person.id, Channel.TELEGRAM.value)
    return [Channel.MAIL] * bool(chat.person.email) + [Channel.TELEGRAM] * bool(by_chat)


async def _active(chat: Dialogue, channel: Channel) -> Subscription | None:
    mine = await subscriptions.of_person(chat.tx, chat.person.id)
    return next((it for it in mine if it.channel is channel and it.state is SubscriptionState.ACTIVE), None)
