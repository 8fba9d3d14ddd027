"""Links by which applicants see their own documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.cabinet.tables.columns import Utc

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applicant_links",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.Column("revoked_at", Utc(), nullable=True),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("refilled_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_applicant_links_document", "applicant_links", ["document_id"])


def downgrade() -> None:
    """Links that were given out open nothing any more."""
    op.drop_table("applicant_links")
