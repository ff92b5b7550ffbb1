"""``rawboard db status | plan | verify | dump | explain``: looks, and changes nothing."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from rawboard.cli.output import DIFFERENT, PENDING, as_json, as_owner, show
from rawboard.schema import diff, explain, migrations, repair
from rawboard.schema.ledger import Applied
from rawboard.schema.migration_files import Migration, files


@click.command("status")
@as_json
@as_owner
def status(as_json: bool) -> None:
    """List the migrations: applied by whom and when, or pending. Exit status 3 if any is."""
    known = {row["version"]: row for row in migrations.applied()}
    edited = migrations.edited()
    rows = [_row(each, known.pop(each.version, None), each in edited) for each in files()]
    rows += [{**row, "checksum": "no such file"} for row in known.values()]
    show(rows, None if as_json else map(_line, rows))
    sys.exit(PENDING if any(row["applied_at"] is None for row in rows) else 0)


def _row(migration: Migration, row: Applied | None, is_edited: bool) -> dict[str, Any]:
    state = "edited since" if is_edited else "ok"
    if row is None:
        state = "pending"
    elif row["checksum"] is None:
        state = "not known yet"  # applied by hand; the next migrate fills it in
    return {
        "version": migration.version,
        "name": migration.name,
        "applied_at": row and row["applied_at"],
        "applied_by": row and row["applied_by"],
        "checksum": state,
    }


def _line(row: dict[str, Any]) -> str:
    at, by = row["applied_at"], row["applied_by"]
    when = f"{at:%Y-%m-%d %H:%M:%S} by {by}" if at else "-"
    return f"{row['version']:04} {row['name']:<28} {when:<44} {row['checksum']}"


@click.command("plan")
@as_owner
def plan() -> None:
    """Print the SQL that 'migrate' would run. Exit status 3 if there is any."""
    known = {row["version"] for row in migrations.applied()}
    lacking = [migration for migration in files() if migration.version not in known]
    for migration in lacking:
        click.echo(f"-- {migration.path.name}\n{migration.path.read_text(encoding='utf-8')}")
    sys.exit(PENDING if lacking else 0)


@click.command("verify")
@as_json
@as_owner
def verify(as_json: bool) -> None:
    """Compare files and live schema with what was applied. Exit status 4 if anything differs."""
    edited = [migration.path.name for migration in migrations.edited()]
    differences = diff.verify()
    repair.fill_in_checksums()
    lines = [f"edited file {name}: it is not what was applied" for name in edited]
    lines += map(str, differences)
    found = {"edited": edited, "differences": [asdict(each) for each in differences]}
    show(found, None if as_json else lines or ["The schema is what its migrations give."])
    sys.exit(DIFFERENT if lines else 0)


@click.command("dump")
@click.option("--check", type=click.Path(exists=True, path_type=Path), help="Compare with a file.")
@as_owner
def dump(check: Path | None) -> None:
    """Print the schema as SQL, or compare it with a file: exit status 4 if it differs."""
    text = diff.dump()
    if check is None:
        click.echo(text, nl=False)
    elif check.read_text(encoding="utf-8") != text:
        click.echo(f"{check} is not the schema of this database", err=True)
        sys.exit(DIFFERENT)


@click.command("explain")
@click.argument("name")
@click.argument("values", nargs=-1, metavar="[PARAMETER=VALUE]...")
@click.option("--without", multiple=True, metavar="NAME", help="Leave an optional part out.")
@as_json
@as_owner
def explain_query(
    name: str, values: tuple[str, ...], without: tuple[str, ...], as_json: bool
) -> None:
    """Show the plan of the query NAME, with its sample values or those given.

    Every optional part is in, but for those that --without names; a list is ids=1001,1002.
    """
    query = explain.find(name)
    rows = explain.explain(query, explain.given(query, values), set(without))
    known = [[f"{key}={value}" for key, value in row.items() if value is not None] for row in rows]
    lines = ["  ".join(pairs) for pairs in known]
    lines += [f"! {complaint}" for complaint in explain.complaints(query, rows, set(without))]
    show(rows, None if as_json else lines)
