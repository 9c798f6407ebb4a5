"""All tables on one page. Keys are UUIDv7 made by the client; moments are UTC; lists of ids are JSON."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.schema import SchemaItem

from storage.database import NAMES, Json, UtcDateTime

metadata = MetaData(naming_convention=NAMES)


def _table(name: str, *columns: SchemaItem) -> Table:
    return Table(name, metadata, *columns)


# ---- people and doors
people = _table(
    "people",
    Column("id", Uuid, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("role", String(20), nullable=False),
    Column("language", String(5), nullable=False),
    Column("email", String(320)),
    Column("email_key", String(320), unique=True),
    Column("created_at", UtcDateTime, nullable=False),
)

chats = _table(  # a person's address at a chat door, e.g. a Telegram chat
    "chats",
    Column("door", String(20), primary_key=True),
    Column("address", String(64), primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("reachable", Boolean, nullable=False, default=True),
    Column("created_at", UtcDateTime, nullable=False),
)

sessions = _table(
    "sessions",
    Column("token_hash", String(64), primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

links = _table(  # single-purpose links in letters; only the hash is kept
    "links",
    Column("token_hash", String(64), primary_key=True),
    Column("purpose", String(20), nullable=False),
    Column("subject", String(320), nullable=False),
    Column("facts", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("used_at", UtcDateTime),
)

# ---- the network
initiatives = _table(
    "initiatives",
    Column("id", Uuid, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", String(160), nullable=False),
    Column("name_key", String(160), nullable=False, index=True),
    Column("level", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("status", String(20), nullable=False, index=True),
    Column("place", String(120), nullable=False),
    Column("land", String(2), nullable=False, index=True),
    Column("lat", Float),
    Column("lon", Float),
    Column("goals", Text, nullable=False),
    Column("topics", Json, nullable=False),
    Column("actors", Json, nullable=False),
    Column("formats", Json, nullable=False),
    Column("aliases", Json, nullable=False),
    Column("former_names", Json, nullable=False, server_default="[]"),  # [[name, last day it was used], ...]
    Column("sources", Json, nullable=False),
    Column("composition", String(10)),
    Column("website", String(400)),
    Column("founded", String(40)),
    Column("legal_form", String(80)),
    Column("office", String(160)),
    Column("as_of", String(10)),
    Column("analysed", Json),  # the pre-analysed row of network.matching, written with every change
    Column("revision", Integer, nullable=False, default=0, index=True),
    Column("reason", Text),  # what staff asked for when they returned it
    Column("decided_at", UtcDateTime),  # when staff released or returned it last
    Column("decided_by", Uuid, ForeignKey("people.id")),
    Column("claims", Uuid, ForeignKey("initiatives.id", ondelete="SET NULL")),  # the 2018 entry it shall replace
    Column("merged_into", Uuid, ForeignKey("initiatives.id", ondelete="SET NULL"), index=True),  # it was there twice
    Column("paused_until", UtcDateTime),  # not suggested to others until then
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("published_at", UtcDateTime),
)

offers = _table(
    "offers",
    Column("id", Uuid, primary_key=True),
    Column("initiative_id", Uuid, ForeignKey("initiatives.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("text", String(400), nullable=False),
    Column("category", String(60)),
    Column("category_confirmed", Boolean, nullable=False, default=False),
)

relations = _table(
    "relations",
    Column("from_id", Uuid, ForeignKey("initiatives.id", ondelete="CASCADE"), primary_key=True),
    Column("to_id", Uuid, ForeignKey("initiatives.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("source", String(80)),
)

measures = _table(  # what initiatives have done, for others to build on
    "measures",
    Column("id", Uuid, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("initiative_id", Uuid, ForeignKey("initiatives.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("title", String(160), nullable=False),
    Column("format", String(40), index=True),
    Column("text", Text, nullable=False),
    Column("topics", Json, nullable=False),
    Column("state", String(20), nullable=False),
    Column("happened", String(80)),  # when, as people say it
    Column("effort", String(300)),
    Column("reach", String(300)),
    Column("learned", Text),
    Column("reuse", String(10), nullable=False),
    Column("ask", String(160)),  # the office that knows more
    Column("sources", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

suggested = _table(  # who was suggested to whom last when; those shown often step back
    "suggested",
    Column("initiative_id", Uuid, ForeignKey("initiatives.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", Uuid, ForeignKey("initiatives.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)

unwanted = _table(  # private: who shall not be suggested to an initiative
    "unwanted",
    Column("initiative_id", Uuid, ForeignKey("initiatives.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", Uuid, ForeignKey("initiatives.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("reason", String(10), nullable=False),
    Column("until", UtcDateTime),  # NULL: for good
    Column("at", UtcDateTime, nullable=False),
)

memberships = _table(
    "memberships",
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("initiative_id", Uuid, ForeignKey("initiatives.id", ondelete="CASCADE"), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
)

news = _table(
    "news",
    Column("id", Uuid, primary_key=True),
    Column("initiative_id", Uuid, ForeignKey("initiatives.id", ondelete="SET NULL"), index=True),
    Column("author_id", Uuid, ForeignKey("people.id"), nullable=False, index=True),
    Column("rubric", String(20), nullable=False),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("link", String(400)),
    Column("topics", Json, nullable=False),
    Column("laender", Json, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", Uuid, ForeignKey("people.id")),
    Column("reason", Text),
    Column("infobrief_id", Uuid, ForeignKey("infobriefe.id"), index=True),
)

meetings = _table(
    "meetings",
    Column("id", Uuid, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("place", String(200), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False, index=True),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("host", String(160), nullable=False),
    Column("topics", Json, nullable=False),
    Column("sequence", Integer, nullable=False, default=0),
    Column("cancelled", Boolean, nullable=False, default=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Uuid, ForeignKey("people.id"), nullable=False),
    CheckConstraint("capacity > 0", name="capacity"),
)

seats = _table(
    "seats",
    Column("id", Uuid, primary_key=True),
    Column("meeting_id", Uuid, ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("state", String(10), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("meeting_id", "person_id"),
)

# ---- Infobrief
subscriptions = _table(
    "subscriptions",
    Column("id", Uuid, primary_key=True),
    Column("channel", String(10), nullable=False),
    Column("address", String(320), nullable=False),
    Column("address_key", String(320), nullable=False),
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="SET NULL"), index=True),
    Column("language", String(5), nullable=False),
    Column("topics", Json, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("leave_hash", String(64), nullable=False, unique=True),
    Column("choose_hash", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("channel", "address_key"),
)

consents = _table(  # append-only
    "consents",
    Column("id", Uuid, primary_key=True),
    Column("subscription_id", Uuid, ForeignKey("subscriptions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("step", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("door", String(20), nullable=False),
    Column("wording", Text, nullable=False),
    Column("wording_version", String(20), nullable=False),
    Column("topics", Json, nullable=False),
)

infobriefe = _table(
    "infobriefe",
    Column("id", Uuid, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("period", String(20), nullable=False, unique=True),
    Column("state", String(20), nullable=False, index=True),
    Column("window_from", UtcDateTime, nullable=False),
    Column("window_to", UtcDateTime, nullable=False),
    Column("intro", Text, nullable=False),
    Column("items", Json, nullable=False),
    Column("left_out", Json, nullable=False),
    Column("compiled_at", UtcDateTime, nullable=False),
    Column("released_at", UtcDateTime),
    Column("released_by", Uuid, ForeignKey("people.id")),
    Column("released_hash", String(64)),
    Column("closed_at", UtcDateTime),
    Column("audience", Integer, nullable=False, default=0),  # rows frozen at the release
    Column("paused", String(40)),  # why sending rests (network.delivery.Pause); NULL: it runs
    Column("paused_until", UtcDateTime),
    Column("on_uncertain", String(10), nullable=False, default="resend"),  # resend once, or hold
)

deliveries = _table(  # the ledger: one row per person and issue, states only move
    "deliveries",
    Column("infobrief_id", Uuid, ForeignKey("infobriefe.id"), primary_key=True),
    Column("subscription_id", Uuid, primary_key=True),
    Column("channel", String(10), nullable=False),
    Column("address", String(320), nullable=False),
    Column("language", String(5), nullable=False),
    Column("topics", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", String(40)),
    Column("attempts", Integer, nullable=False, default=0),
    Column("uncertain", Integer, nullable=False, default=0),
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease_id", Uuid, index=True),
    Column("reply_code", Integer),
    Column("reply_text", String(500)),
    Column("changed_at", UtcDateTime, nullable=False),
    Index("ix_deliveries_open", "infobrief_id", "state", "due_at"),
)

leases = _table(  # a chunk of the ledger in the hands of one worker; the id is the fencing token
    "leases",
    Column("id", Uuid, primary_key=True),
    Column("infobrief_id", Uuid, ForeignKey("infobriefe.id"), nullable=False, index=True),
    Column("owner", Integer, nullable=False),  # the process, see storage.alone.present
    Column("expires_at", UtcDateTime, nullable=False),
)

# ---- what comes in, what goes out, what is under way
inbox = _table(  # raw chat updates, kept before they are acknowledged
    "inbox",
    Column("id", Uuid, primary_key=True),
    Column("bot_id", String(32), nullable=False),
    Column("update_id", String(32), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("payload", Json, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("received_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("error", String(500)),
    UniqueConstraint("bot_id", "update_id"),
    Index("ix_inbox_open", "state", "received_at"),
)

outbox = _table(
    "outbox",
    Column("id", Uuid, primary_key=True),
    Column("channel", String(10), nullable=False),
    Column("address", String(320), nullable=False),
    Column("template", String(60), nullable=False),
    Column("language", String(5), nullable=False),
    Column("facts", Json, nullable=False),
    Column("state", String(10), nullable=False),
    Column("dedupe_key", String(120), unique=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease", Uuid),
    Column("leased_until", UtcDateTime),
    Column("leased_by", Integer),  # the number of the process, see storage/alone.py
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("error", String(500)),
    Index("ix_outbox_due", "state", "due_at"),
)

dialogues = _table(
    "dialogues",
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("script", String(60)),
    Column("answers", Json, nullable=False),  # [[key, raw answer], ...] in order
    Column("pending", Json),  # what is ticked so far in the open question
    Column("turn", Integer, nullable=False),
    Column("parked", Json, nullable=False),  # {script: answers} of conversations that wait
    Column("updated_at", UtcDateTime, nullable=False),
)

bubbles = _table(  # the transcript of the browser chat
    "bubbles",
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("mine", Boolean, nullable=False),  # typed or tapped by the person
    Column("text", Text, nullable=False),  # plain text of a person, or safe HTML of the house
    Column("buttons", Json, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

taps = _table(  # buttons that change something work once
    "taps",
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("purpose", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

periods = _table(  # each (task, period) is claimed once
    "periods",
    Column("task", String(40), primary_key=True),
    Column("period", String(40), primary_key=True),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("outcome", String(200)),
)

limits = _table(
    "limits",
    Column("key", String(120), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("spent", Integer, nullable=False),
)

# single values of the house: revision of the network, pauses, last successful poll
notes = _table("notes", Column("key", String(60), primary_key=True), Column("value", Json))

audit = _table(  # append-only
    "audit",
    Column("id", Uuid, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("by", Uuid),
    Column("role", String(20), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("facts", Json, nullable=False),
)
