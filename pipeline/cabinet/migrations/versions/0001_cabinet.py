"""The cabinet's tables: documents, what was found out, notices, the audit log, access, reprocessing, the register."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from pipeline.cabinet.tables.columns import Json, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATUSES = ", ".join(
    f"'{status}'"
    for status in (
        "uploaded", "checking", "waiting", "needs_review", "approved", "recorded",
        "rejected", "replaced", "access_restricted", "expiring", "expired", "archived",
    )
)  # fmt: skip
TABLES = (
    "documents", "attempts", "stage_results", "findings", "decisions",
    "document_reasons", "window_entries", "audit", "audit_head", "status_counts",
    "sweeps", "notices", "deliveries", "api_keys", "idempotency_keys",
    "registry_answers", "reprocessing_runs", "reprocessing_chunks", "reprocessing_items",
)  # fmt: skip
REGISTER = ("registry_names", "registry_numbers", "registry_people", "registry_snapshot")
NEVER_CHANGED = ("UPDATE", "DELETE")
"""What the database itself refuses on the audit log."""


def upgrade() -> None:
    create_documents()
    create_audit()
    create_outbox()
    create_access()
    create_reprocessing()
    if not sa.inspect(op.get_bind()).has_table("registry_people"):  # an import may have made them before
        create_register()
    guard_audit()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER IF EXISTS audit_is_append_only ON audit")
    for name in (*reversed(TABLES), *reversed(REGISTER)):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change()")


def where(condition: str) -> dict[str, Any]:
    """A partial index's condition, for both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def guard_audit() -> None:
    """The log only grows: whoever wants to change it has to take this guard away first, and the chain still tells."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in NEVER_CHANGED:
        op.execute(
            f"CREATE TRIGGER audit_refuses_{change.lower()} BEFORE {change} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
        )


def create_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("holder_key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("claim", Json(), nullable=False),
        sa.Column("contacts", Json(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("rules", sa.String(), nullable=True),
        sa.Column("correct_by", Utc(), nullable=True),
        sa.Column("window_paused_at", Utc(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("wakes_at", Utc(), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=True),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("replaced_by", sa.String(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_token", sa.Integer(), nullable=False),
        sa.Column("lease_until", Utc(), nullable=True),
        sa.Column("due_at", Utc(), nullable=True),
        sa.Column("tries", Json(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint("lane IN ('interactive', 'bulk')", name="ck_documents_lane"),
        sa.CheckConstraint(f"status IN ({STATUSES})", name="ck_documents_status"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_documents_due", "documents", ["due_at", "id"], **where("status IN ('checking', 'uploaded', 'waiting')")
    )
    op.create_index("ix_documents_client", "documents", ["client", "id"])
    op.create_index("ix_documents_holder", "documents", ["holder_key", "id"])
    op.create_index("ix_documents_kind", "documents", ["kind", "id"])
    op.create_index("ix_documents_sha256", "documents", ["sha256"])
    op.create_index("ix_documents_status", "documents", ["status", "id"])
    op.create_index("ix_documents_updated", "documents", ["updated_at", "id"])
    op.create_index("ix_documents_wakes", "documents", ["wakes_at"], **where("wakes_at IS NOT NULL"))
    op.create_index(
        "ux_documents_same_upload",
        "documents",
        ["holder_key", "kind", "sha256"],
        unique=True,
        **where("status <> 'replaced' AND status <> 'archived'"),
    )
    op.create_table(
        "attempts",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "number"),
    )
    op.create_table(
        "stage_results",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("inputs", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("versions", Json(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("finished_at", Utc(), nullable=False),
        sa.Column("delta", sa.LargeBinary(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "stage"),
    )
    op.create_table(
        "findings",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("weight", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "stage", "number"),
    )
    op.create_index("ix_findings_code", "findings", ["code", "document_id"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reasons", Json(), nullable=False),
        sa.Column("notes", Json(), nullable=False),
        sa.Column("correct_by", Utc(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("versions", Json(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_decisions_document", "decisions", ["document_id", "id"])
    op.create_table(
        "document_reasons",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "code"),
    )
    op.create_index("ix_document_reasons_code", "document_reasons", ["code", "document_id"])
    op.create_table(
        "window_entries",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("correct_by", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "number"),
    )


def create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("ix_audit_document", "audit", ["document_id", "seq"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "status_counts",
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("status"),
    )
    op.create_table(
        "sweeps",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("lease_until", Utc(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("started_at", Utc(), nullable=True),
        sa.Column("finished_at", Utc(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def create_outbox() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(30), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("body", Json(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("routed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_notices_unrouted",
        "notices",
        ["id"],
        sqlite_where=sa.text("routed = 0"),
        postgresql_where=sa.text("routed = false"),
    )
    op.create_index("ux_notices_sequence", "notices", ["document_id", "sequence"], unique=True)
    op.create_table(
        "deliveries",
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", Utc(), nullable=False),
        sa.Column("lease_until", Utc(), nullable=True),
        sa.Column("delivered_at", Utc(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice_id", "channel"),
    )
    op.create_index("ix_deliveries_dead", "deliveries", ["notice_id"], **where("state = 'dead'"))
    op.create_index("ix_deliveries_next", "deliveries", ["channel", "next_at"], **where("state = 'pending'"))
    op.create_index("ix_deliveries_order", "deliveries", ["document_id", "channel", "sequence"])


def create_access() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("scopes", Json(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("revoked_at", Utc(), nullable=True),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("refilled_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_api_keys_name", "api_keys", ["name"])
    op.create_table(
        "idempotency_keys",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", Json(), nullable=True),
        sa.Column("headers", Json(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("client", "route", "key"),
    )
    op.create_index("ix_idempotency_keys_created", "idempotency_keys", ["created_at"])
    op.create_table(
        "registry_answers",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_registry_answers_at", "registry_answers", ["at"])


def create_reprocessing() -> None:
    op.create_table(
        "reprocessing_runs",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("selection", Json(), nullable=False),
        sa.Column("shadow", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("per_second", sa.Float(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("finished_at", Utc(), nullable=True),
        sa.Column("applies", sa.String(), nullable=True),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("next_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "reprocessing_chunks",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("counts", Json(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", Utc(), nullable=True),
        sa.Column("finished_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["reprocessing_runs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "number"),
    )
    op.create_index("ix_reprocessing_chunks_open", "reprocessing_chunks", ["run_id", "state"])
    op.create_table(
        "reprocessing_items",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("chunk", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("reasons_before", Json(), nullable=True),
        sa.Column("reasons_after", Json(), nullable=True),
        sa.Column("stages", Json(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["reprocessing_runs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "document_id"),
    )
    op.create_index("ix_reprocessing_items_chunk", "reprocessing_items", ["run_id", "chunk"])
    op.create_index("ix_reprocessing_items_result", "reprocessing_items", ["run_id", "result", "document_id"])


def create_register() -> None:
    op.create_table(
        "registry_names",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("middle_name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", "last_name"),
    )
    op.create_index("ix_registry_names_key", "registry_names", ["last_name", "first_name", "birth_date"])
    op.create_table(
        "registry_numbers",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "number", "person_id"),
    )
    op.create_index("ix_registry_numbers_person_id", "registry_numbers", ["person_id"])
    op.create_table(
        "registry_people",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("snils", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_registry_people_identity", "registry_people", ["identity"])
    op.create_index("ix_registry_people_snils", "registry_people", ["snils"])
    op.create_index("ix_registry_people_source", "registry_people", ["source"])
    op.create_table(
        "registry_snapshot",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
