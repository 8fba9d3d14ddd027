"""Uploads that ended the process which opened them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.cabinet.tables.columns import Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload_killers",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("opened_with", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "opened_with"),
    )


def downgrade() -> None:
    op.drop_table("upload_killers")
