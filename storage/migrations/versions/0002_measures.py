"""Measures: what initiatives have done."""

import sqlalchemy as sa
from alembic import op

from storage.database import Json, UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table of measures."""
    op.create_table(
        "measures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("initiative_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topics", Json, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("happened", sa.String(length=80), nullable=True),
        sa.Column("effort", sa.String(length=300), nullable=True),
        sa.Column("reach", sa.String(length=300), nullable=True),
        sa.Column("learned", sa.Text(), nullable=True),
        sa.Column("reuse", sa.String(length=10), nullable=False),
        sa.Column("ask", sa.String(length=160), nullable=True),
        sa.Column("sources", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_measures_initiative_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
        sa.UniqueConstraint("slug", name=op.f("uq_measures_slug")),
    )
    op.create_index(op.f("ix_measures_format"), "measures", ["format"], unique=False)
    op.create_index(op.f("ix_measures_initiative_id"), "measures", ["initiative_id"], unique=False)
