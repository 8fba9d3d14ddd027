"""Accounts for which an OpenID Connect provider vouches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("issuer", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("subject", sa.String(), nullable=True))
    op.create_index("ux_accounts_subject", "accounts", ["issuer", "subject"], unique=True)


def downgrade() -> None:
    """Nobody has a password for accounts of a provider: they cannot sign in until they are given one."""
    op.drop_index("ux_accounts_subject", "accounts")
    op.drop_column("accounts", "subject")
    op.drop_column("accounts", "issuer")
