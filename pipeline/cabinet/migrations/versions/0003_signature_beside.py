"""A document may have a file with an electronic signature beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEX = "ix_documents_signature"


def upgrade() -> None:
    op.add_column("documents", sa.Column("signature_sha256", sa.String(64), nullable=True))
    there = sa.text("signature_sha256 IS NOT NULL")
    op.create_index(INDEX, "documents", ["signature_sha256"], sqlite_where=there, postgresql_where=there)


def downgrade() -> None:
    op.drop_index(INDEX, "documents")
    op.drop_column("documents", "signature_sha256")
