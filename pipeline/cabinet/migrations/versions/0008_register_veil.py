"""The register's snapshot may be veiled: a place for the keyed hash of a birth date, and for whose keys it is under."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ADDED = {"registry_names": "birth_key", "registry_snapshot": "veil"}
REGISTER = ("registry_names", "registry_numbers", "registry_people", "registry_snapshot")


def upgrade() -> None:
    for table, column in ADDED.items():
        if column not in {each["name"] for each in sa.inspect(op.get_bind()).get_columns(table)}:
            op.add_column(table, sa.Column(column, sa.String(), nullable=True))  # else an import made it before


def downgrade() -> None:
    """A veiled register is one that the version before cannot read: it is removed, and has to be imported again."""
    veiled = sa.text("SELECT 1 FROM registry_people WHERE identity > 'g' LIMIT 1")
    if op.get_bind().execute(veiled).first():
        for table in REGISTER:
            op.execute(sa.text(f"DELETE FROM {table}"))
    for table, column in ADDED.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
