"""The first schema."""

import sqlalchemy as sa
from alembic import op

from storage.database import Json, UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bot_id", sa.String(length=32), nullable=False),
        sa.Column("update_id", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("bot_id", "update_id", name=op.f("uq_inbox_bot_id_update_id")),
    )
    op.create_index("ix_inbox_open", "inbox", ["state", "received_at"], unique=False)
    op.create_table(
        "limits",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_limits")),
    )
    op.create_table(
        "links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=320), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_links")),
    )
    op.create_table(
        "notes",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", Json, nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_notes")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("leased_by", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "due_at"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("email_key", sa.String(length=320), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email_key", name=op.f("uq_people_email_key")),
    )
    op.create_table(
        "periods",
        sa.Column("task", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("task", "period", name=op.f("pk_periods")),
    )
    op.create_table(
        "bubbles",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("mine", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("buttons", Json, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_bubbles_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "seq", name=op.f("pk_bubbles")),
    )
    op.create_table(
        "chats",
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_chats_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("door", "address", name=op.f("pk_chats")),
    )
    op.create_index(op.f("ix_chats_person_id"), "chats", ["person_id"], unique=False)
    op.create_table(
        "dialogues",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("script", sa.String(length=60), nullable=True),
        sa.Column("answers", Json, nullable=False),
        sa.Column("pending", Json, nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("parked", Json, nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_dialogues_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_dialogues")),
    )
    op.create_table(
        "infobriefe",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("window_from", UtcDateTime(), nullable=False),
        sa.Column("window_to", UtcDateTime(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("items", Json, nullable=False),
        sa.Column("left_out", Json, nullable=False),
        sa.Column("compiled_at", UtcDateTime(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("released_hash", sa.String(length=64), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("paused", sa.String(length=40), nullable=True),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.Column("on_uncertain", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["released_by"], ["people.id"], name=op.f("fk_infobriefe_released_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_infobriefe")),
        sa.UniqueConstraint("number", name=op.f("uq_infobriefe_number")),
        sa.UniqueConstraint("period", name=op.f("uq_infobriefe_period")),
    )
    op.create_index(op.f("ix_infobriefe_state"), "infobriefe", ["state"], unique=False)
    op.create_table(
        "initiatives",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_key", sa.String(length=160), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("land", sa.String(length=2), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("goals", sa.Text(), nullable=False),
        sa.Column("topics", Json, nullable=False),
        sa.Column("actors", Json, nullable=False),
        sa.Column("formats", Json, nullable=False),
        sa.Column("aliases", Json, nullable=False),
        sa.Column("sources", Json, nullable=False),
        sa.Column("composition", sa.String(length=10), nullable=True),
        sa.Column("website", sa.String(length=400), nullable=True),
        sa.Column("founded", sa.String(length=40), nullable=True),
        sa.Column("legal_form", sa.String(length=80), nullable=True),
        sa.Column("office", sa.String(length=160), nullable=True),
        sa.Column("as_of", sa.String(length=10), nullable=True),
        sa.Column("analysed", Json, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("claims", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claims"], ["initiatives.id"], name=op.f("fk_initiatives_claims"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_initiatives_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiatives")),
        sa.UniqueConstraint("slug", name=op.f("uq_initiatives_slug")),
    )
    op.create_index(op.f("ix_initiatives_land"), "initiatives", ["land"], unique=False)
    op.create_index(op.f("ix_initiatives_name_key"), "initiatives", ["name_key"], unique=False)
    op.create_index(op.f("ix_initiatives_revision"), "initiatives", ["revision"], unique=False)
    op.create_index(op.f("ix_initiatives_status"), "initiatives", ["status"], unique=False)
    op.create_table(
        "meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=160), nullable=False),
        sa.Column("topics", Json, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_meetings_capacity")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_meetings_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("slug", name=op.f("uq_meetings_slug")),
    )
    op.create_index(op.f("ix_meetings_starts_at"), "meetings", ["starts_at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_person_id"), "sessions", ["person_id"], unique=False)
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("address_key", sa.String(length=320), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("topics", Json, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("leave_hash", sa.String(length=64), nullable=False),
        sa.Column("choose_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_subscriptions_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("channel", "address_key", name=op.f("uq_subscriptions_channel_address_key")),
        sa.UniqueConstraint("choose_hash", name=op.f("uq_subscriptions_choose_hash")),
        sa.UniqueConstraint("leave_hash", name=op.f("uq_subscriptions_leave_hash")),
    )
    op.create_index(op.f("ix_subscriptions_person_id"), "subscriptions", ["person_id"], unique=False)
    op.create_index(op.f("ix_subscriptions_state"), "subscriptions", ["state"], unique=False)
    op.create_table(
        "taps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_taps_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taps")),
    )
    op.create_index(op.f("ix_taps_person_id"), "taps", ["person_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("wording_version", sa.String(length=20), nullable=False),
        sa.Column("topics", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscriptions.id"], name=op.f("fk_consents_subscription_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_subscription_id"), "consents", ["subscription_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("infobrief_id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("topics", Json, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("lease_id", sa.Uuid(), nullable=True),
        sa.Column("reply_code", sa.Integer(), nullable=True),
        sa.Column("reply_text", sa.String(length=500), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["infobrief_id"], ["infobriefe.id"], name=op.f("fk_deliveries_infobrief_id")),
        sa.PrimaryKeyConstraint("infobrief_id", "subscription_id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_lease_id"), "deliveries", ["lease_id"], unique=False)
    op.create_index("ix_deliveries_open", "deliveries", ["infobrief_id", "state", "due_at"], unique=False)
    op.create_table(
        "leases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("infobrief_id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["infobrief_id"], ["infobriefe.id"], name=op.f("fk_leases_infobrief_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leases")),
    )
    op.create_index(op.f("ix_leases_infobrief_id"), "leases", ["infobrief_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("initiative_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_memberships_initiative_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_memberships_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "initiative_id", name=op.f("pk_memberships")),
    )
    op.create_table(
        "news",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("initiative_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("rubric", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=400), nullable=True),
        sa.Column("topics", Json, nullable=False),
        sa.Column("laender", Json, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("infobrief_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_news_author_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_news_decided_by")),
        sa.ForeignKeyConstraint(["infobrief_id"], ["infobriefe.id"], name=op.f("fk_news_infobrief_id")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_news_initiative_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
    )
    op.create_index(op.f("ix_news_author_id"), "news", ["author_id"], unique=False)
    op.create_index(op.f("ix_news_infobrief_id"), "news", ["infobrief_id"], unique=False)
    op.create_index(op.f("ix_news_initiative_id"), "news", ["initiative_id"], unique=False)
    op.create_index(op.f("ix_news_state"), "news", ["state"], unique=False)
    op.create_table(
        "offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("initiative_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=True),
        sa.Column("category_confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_offers_initiative_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(op.f("ix_offers_initiative_id"), "offers", ["initiative_id"], unique=False)
    op.create_table(
        "relations",
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["from_id"], ["initiatives.id"], name=op.f("fk_relations_from_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["to_id"], ["initiatives.id"], name=op.f("fk_relations_to_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("from_id", "to_id", "kind", name=op.f("pk_relations")),
    )
    op.create_table(
        "seats",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_seats_meeting_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_seats_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_seats_meeting_id_person_id")),
    )
    op.create_index(op.f("ix_seats_person_id"), "seats", ["person_id"], unique=False)
