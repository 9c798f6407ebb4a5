"""What suggestions must know: who was suggested to whom, who is unwanted, who rests; and what was called otherwise."""

import sqlalchemy as sa
from alembic import op

from storage.database import Json, UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add two tables of pairs, and what an initiative was called, became, and until when it rests."""
    for table, *own in (
        ("suggested", sa.Column("at", UtcDateTime(), nullable=False)),
        (
            "unwanted",
            sa.Column("reason", sa.String(length=10), nullable=False),
            sa.Column("until", UtcDateTime(), nullable=True),
            sa.Column("at", UtcDateTime(), nullable=False),
        ),
    ):
        op.create_table(
            table,
            sa.Column("initiative_id", sa.Uuid(), nullable=False),
            sa.Column("other_id", sa.Uuid(), nullable=False),
            *own,
            *(
                sa.ForeignKeyConstraint(
                    [column], ["initiatives.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
                )
                for column in ("initiative_id", "other_id")
            ),
            sa.PrimaryKeyConstraint("initiative_id", "other_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_other_id"), table, ["other_id"], unique=False)
    op.create_index(op.f("ix_suggested_at"), "suggested", ["at"], unique=False)
    with op.batch_alter_table("initiatives") as batch:
        batch.add_column(sa.Column("former_names", Json, server_default="[]", nullable=False))
        batch.add_column(sa.Column("merged_into", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("paused_until", UtcDateTime(), nullable=True))
        batch.create_index(op.f("ix_initiatives_merged_into"), ["merged_into"], unique=False)
        batch.create_foreign_key(
            op.f("fk_initiatives_merged_into"), "initiatives", ["merged_into"], ["id"], ondelete="SET NULL"
        )
