"""Keys of the columns that identify a person; the columns themselves stay as they are, sealed or open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.cabinet.tables.columns import Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SEALED = {
    "documents": "claim", "stage_results": "digest", "findings": "detail", "decisions": "reasons",
    "idempotency_keys": "fingerprint", "registry_answers": "body",
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "data_keys",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("master", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )


def downgrade() -> None:
    """Refuses to throw the keys away while anything is sealed with them: nobody could ever read it again."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM data_keys")).scalar() and _anything_is_sealed():
        raise RuntimeError("columns are sealed: without data_keys they are lost; restore a backup instead")
    op.drop_table("data_keys")


def _anything_is_sealed() -> bool:
    for table, column in SEALED.items():
        found = sa.text(f"SELECT 1 FROM {table} WHERE substr({column}, 1, 7) = :start LIMIT 1")
        start: object = b"\x00sealed" if column == "body" else "sealed:"
        if op.get_bind().execute(found, {"start": start}).first():
            return True
    return False
