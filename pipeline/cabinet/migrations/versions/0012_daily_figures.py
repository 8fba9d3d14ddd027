"""What was decided day by day, for supervisors; the blind sample is found by an index of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.cabinet.tables.columns import Utc

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BLIND = sa.text("purpose = 'blind'")
COUNTED = (
    "machine_approved", "machine_rejected", "machine_doubted", "people_approved", "people_rejected", "overturned",
    "under_15", "under_30", "under_60", "under_120", "under_300", "under_600", "longer", "waiting", "unsettled",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "daily_figures",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTED),
        sa.Column("folded_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("day", "sort", "name"),
    )
    op.create_index("ix_review_steps_blind", "review_steps", ["at"], sqlite_where=BLIND, postgresql_where=BLIND)


def downgrade() -> None:
    """The next fold makes the figures again from what was decided."""
    op.drop_index("ix_review_steps_blind", "review_steps")
    op.drop_table("daily_figures")
