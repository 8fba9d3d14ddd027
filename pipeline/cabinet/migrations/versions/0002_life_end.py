"""A document may be put away: what it was before, when it was purged, and what keeps it from that."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from pipeline.cabinet.tables.columns import Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLD = (
    "uploaded", "checking", "waiting", "needs_review", "approved", "recorded",
    "rejected", "replaced", "access_restricted", "expiring", "expired", "archived",
)  # fmt: skip
NEW = (*OLD, "purged")
BYTES_TO_GO = "status = 'purged' AND sha256 <> ''"
PORTION = 1_000


def upgrade() -> None:
    for column in (
        sa.Column("former_status", sa.String(), nullable=True),
        sa.Column("purged_at", Utc(), nullable=True),
        sa.Column("hold", sa.String(), nullable=True),
    ):
        op.add_column("documents", column)
    allow(OLD, NEW)
    same_upload("status <> 'replaced' AND status <> 'archived' AND status <> 'purged'")
    op.create_index("ix_documents_bytes_to_go", "documents", ["id"], **where(BYTES_TO_GO))
    op.add_column("idempotency_keys", sa.Column("document_id", sa.String(), nullable=True))
    name_documents()
    op.create_index("ix_idempotency_keys_document", "idempotency_keys", ["document_id"])


def downgrade() -> None:
    """What was purged stays so; it is told as archived."""
    op.drop_index("ix_idempotency_keys_document", table_name="idempotency_keys")
    op.drop_column("idempotency_keys", "document_id")
    op.drop_index("ix_documents_bytes_to_go", table_name="documents")
    op.execute("UPDATE documents SET status = 'archived' WHERE status = 'purged'")
    same_upload("status <> 'replaced' AND status <> 'archived'")
    allow(NEW, OLD)
    for name in ("hold", "purged_at", "former_status"):
        op.drop_column("documents", name)


def where(condition: str) -> dict[str, Any]:
    """A partial index's condition, for both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def same_upload(condition: str) -> None:
    op.drop_index("ux_documents_same_upload", table_name="documents")
    op.create_index(
        "ux_documents_same_upload", "documents", ["holder_key", "kind", "sha256"], unique=True, **where(condition)
    )


def allow(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Which statuses the table takes.

    On SQLite the condition is mended in place, as https://www.sqlite.org/lang_altertable.html («Making Other Kinds Of
    Table Schema Changes») says: a table that was made anew would take its rows of other tables with it.
    """
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("ALTER TABLE documents DROP CONSTRAINT ck_documents_status")
        op.execute(f"ALTER TABLE documents ADD CONSTRAINT ck_documents_status CHECK (status IN ({listed(after)}))")
        return
    schema_version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = 'documents'"),
        {"old": f"({listed(before)})", "new": f"({listed(after)})"},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {schema_version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def listed(statuses: tuple[str, ...]) -> str:
    return ", ".join(f"'{status}'" for status in statuses)


def name_documents() -> None:
    """Answers that were kept before: of which document they are stands in them."""
    connection = op.get_bind()
    last = ("", "", "")
    while True:
        rows = connection.execute(
            sa.text(
                "SELECT client, route, key, body FROM idempotency_keys WHERE body IS NOT NULL "
                "AND (client, route, key) > (:client, :route, :key) ORDER BY client, route, key LIMIT :portion"
            ),
            {"client": last[0], "route": last[1], "key": last[2], "portion": PORTION},
        ).all()
        for client, route, key, body in rows:
            found = json.loads(body).get("id")
            if found is not None:
                connection.execute(
                    sa.text(
                        "UPDATE idempotency_keys SET document_id = :found "
                        "WHERE client = :client AND route = :route AND key = :key"
                    ),
                    {"found": found, "client": client, "route": route, "key": key},
                )
        if len(rows) < PORTION:
            return
        last = tuple(rows[-1][:3])
