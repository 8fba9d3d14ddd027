"""What a document is known by where it is handed in again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "print_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "document_id"),
    )
    op.create_index("ix_print_keys_document", "print_keys", ["document_id"])


def downgrade() -> None:
    op.drop_index("ix_print_keys_document", table_name="print_keys")
    op.drop_table("print_keys")
