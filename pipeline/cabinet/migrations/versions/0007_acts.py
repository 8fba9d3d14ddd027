"""Acts of confirmation, the ledger of their numbers, and which documents wait for one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.cabinet.tables.columns import Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DUE = "ix_documents_act_due"


def upgrade() -> None:
    op.add_column("documents", sa.Column("act_due_at", Utc(), nullable=True))
    waits = sa.text("act_due_at IS NOT NULL")
    op.create_index(DUE, "documents", ["act_due_at", "id"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "acts",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("reserved_at", Utc(), nullable=False),
        sa.Column("made_at", Utc(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", "version"),
    )
    op.create_index("ux_acts_document", "acts", ["document_id", "version"], unique=True)
    op.create_index("ux_acts_code", "acts", ["code"], unique=True)
    op.create_index("ix_acts_sha256", "acts", ["sha256"])
    ledger = op.create_table(
        "act_ledger",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.bulk_insert(ledger, [{"id": 1, "last": 0}])
    op.execute("UPDATE documents SET act_due_at = updated_at WHERE status = 'recorded'")


def downgrade() -> None:
    op.drop_table("act_ledger")
    op.drop_table("acts")
    op.drop_index(DUE, "documents")
    op.drop_column("documents", "act_due_at")
