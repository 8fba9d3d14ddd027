"""podlinnik kinds: which kinds of paper are known, and what is read on each?"""

from __future__ import annotations

import json
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from commands.faults import CallWrong
from pipeline.rules.kind import Kind
from pipeline.rules.loader import load_fields, load_kinds


def kinds(
    kind: str = typer.Argument(None, help="Only this one, with its fields and variants."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """List the kinds of paper with their fields."""
    known = load_kinds()
    if kind is not None and kind not in known:
        raise CallWrong(f"{kind!r} is no known kind; `podlinnik kinds` lists them")
    chosen = [known[kind]] if kind else list(known.values())
    if as_json:
        facts = [facts_of(each) for each in chosen]
        typer.echo(json.dumps(facts[0] if kind else facts, ensure_ascii=False, indent=2))
    elif kind:
        _show_one(chosen[0], Console())
    else:
        _show_all(chosen, Console())


def facts_of(kind: Kind) -> dict[str, Any]:
    """What callers want to know of a kind."""
    return {
        "kind": kind.kind,
        "title": kind.title,
        "formats": list(kind.file.formats),
        "max_bytes": kind.file.max_bytes,
        "max_pages": kind.file.max_pages,
        "fields": list(kind.fields),
        "required": list(kind.required),
        "marks": list(kind.marks),
        "variants": [
            {
                "name": variant.name, "title": variant.title,
                "fields": list(kind.fields_of(variant.name)), "required": list(kind.required_of(variant.name)),
                "marks": list(kind.marks_of(variant.name)),
            }
            for variant in kind.variants
        ],
    }  # fmt: skip


def _show_all(chosen: list[Kind], console: Console) -> None:
    table = Table(show_lines=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("paper")
    table.add_column("fields (required first)")
    for kind in chosen:
        rest = [name for name in kind.fields if name not in kind.required]
        table.add_row(kind.kind, kind.title, f"[bold]{' '.join(kind.required)}[/bold] {' '.join(rest)}")
    console.print(table)


def _show_one(kind: Kind, console: Console) -> None:
    names = load_fields()
    console.print(f"[bold]{kind.kind}[/bold] {kind.title}")
    megabytes = kind.file.max_bytes / 1024**2
    console.print(f"{', '.join(kind.file.formats)}; up to {megabytes:g} MiB and {kind.file.max_pages} pages")
    variants = [None, *(variant.name for variant in kind.variants)]
    table = Table("field", "", *(name or "any" for name in variants))
    fields = list(dict.fromkeys(name for variant in variants for name in kind.fields_of(variant)))
    for field in fields:
        cells = [
            "required" if field in kind.required_of(variant) else "yes" if field in kind.fields_of(variant) else ""
            for variant in variants
        ]
        table.add_row(field, names[field].ru if field in names else "", *cells)
    for mark in ("signature", "seal"):
        table.add_row(mark, "", *("required" if mark in kind.marks_of(variant) else "" for variant in variants))
    console.print(table)
