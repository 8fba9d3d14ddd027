"""How does Alembic reach the database? It is handed an open connection by `pipeline.cabinet.migrate`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from alembic import context
from sqlalchemy.schema import SchemaItem
from sqlmodel import SQLModel

from pipeline.cabinet import tables

for module in iter_modules(tables.__path__):  # a table that nobody has loaded yet is one all the same
    import_module(f"{tables.__name__}.{module.name}")


def ours(_item: SchemaItem, name: str | None, kind: str, _reflected: bool, _compared: SchemaItem | None) -> bool:
    """A batch's work store has its tables elsewhere."""
    return not (kind == "table" and name is not None and name.startswith("batch_"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    include_object=ours,
    render_as_batch=True,
    user_module_prefix="",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
