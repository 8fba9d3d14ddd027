"""What people have to look at, what they did, and filters that they named. Papers that wait for a person are queued."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

from pipeline.cabinet.tables.columns import Json, Utc

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PENDING = sa.text("state = 'pending'")
TAKEN = sa.text("lease_owner IS NOT NULL")
PORTION = 1_000


def upgrade() -> None:
    op.create_table(
        "review_tasks",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("queued_at", Utc(), nullable=False),
        sa.Column("urgent_at", Utc(), nullable=False),
        sa.Column("for_login", sa.String(), nullable=True),
        sa.Column("for_role", sa.String(), nullable=True),
        sa.Column("not_login", sa.String(), nullable=True),
        sa.Column("proposal", sa.String(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_token", sa.Integer(), nullable=False),
        sa.Column("lease_until", Utc(), nullable=True),
        sa.Column("leased_at", Utc(), nullable=True),
        sa.Column("held_until", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_index("ix_review_tasks_urgent", "review_tasks", ["urgent_at", "document_id"])
    op.create_index("ix_review_tasks_kind", "review_tasks", ["kind", "urgent_at", "document_id"])
    op.create_index("ix_review_tasks_reason", "review_tasks", ["reason", "urgent_at", "document_id"])
    op.create_index(
        "ix_review_tasks_lease", "review_tasks", ["lease_owner"], sqlite_where=TAKEN, postgresql_where=TAKEN
    )
    op.create_table(
        "review_steps",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("codes", Json(), nullable=False),
        sa.Column("machine", sa.String(), nullable=True),
        sa.Column("machine_codes", Json(), nullable=False),
        sa.Column("rules", sa.String(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("takes_effect_at", Utc(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_review_steps_document", "review_steps", ["document_id", "id"])
    op.create_index("ix_review_steps_at", "review_steps", ["at"])
    op.create_index("ix_review_steps_login", "review_steps", ["login", "at"])
    op.create_index(
        "ix_review_steps_due", "review_steps", ["takes_effect_at"], sqlite_where=PENDING, postgresql_where=PENDING
    )
    op.create_table(
        "review_views",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("filters", Json(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "name"),
    )
    _queue_what_waits()


def _queue_what_waits() -> None:
    """Documents that waited for a person before there was a queue; reason by reason, without what was read."""
    connection = op.get_bind()
    documents = sa.table(
        "documents", sa.column("id"), sa.column("kind"), sa.column("status"), sa.column("updated_at", Utc()),
        sa.column("created_at", Utc()), sa.column("correct_by", Utc()),
    )  # fmt: skip
    reasons = sa.table("document_reasons", sa.column("document_id"), sa.column("code"))
    code = sa.select(sa.func.min(reasons.c.code)).where(reasons.c.document_id == documents.c.id).scalar_subquery()
    tasks = sa.table(
        "review_tasks", sa.column("document_id"), sa.column("purpose"), sa.column("kind"), sa.column("reason"),
        sa.column("queued_at", Utc()), sa.column("urgent_at", Utc()), sa.column("lease_token"),
    )  # fmt: skip
    after = ""
    while True:
        query = sa.select(documents, code.label("reason")).where(documents.c.status == "needs_review")
        found = connection.execute(query.where(documents.c.id > after).order_by(documents.c.id).limit(PORTION)).all()
        if not found:
            return
        connection.execute(
            sa.insert(tasks),
            [
                {
                    "document_id": row.id, "purpose": "doubt", "kind": row.kind, "reason": row.reason,
                    "queued_at": row.updated_at, "lease_token": 0,
                    "urgent_at": row.correct_by or row.created_at + dt.timedelta(days=7),
                }
                for row in found
            ],
        )  # fmt: skip
        after = found[-1].id


def downgrade() -> None:
    """What people did is forgotten; what they decided stays in force."""
    for table in ("review_views", "review_steps", "review_tasks"):
        op.drop_table(table)
