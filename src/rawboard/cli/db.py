"""``flask --app rawboard db ...``: migrations by the program, as the owner of the schema."""

import sys
from typing import Any

import click
from flask.cli import AppGroup

from rawboard.cli.output import PENDING, as_json, clearly, show
from rawboard.db.connection import become_owner, mysql
from rawboard.db.queries import SQL_DIRECTORY
from rawboard.db.two_way_sql import split
from rawboard.http.flask_app import app
from rawboard.schema import ledger as repository
from rawboard.schema import migrations, repair
from rawboard.schema.migration_files import Migration, files

group = AppGroup("db", help="The schema: migrate, verify, explain.")
version = click.IntRange(min=0)


def owner() -> None:
    """Connect as the owner of the schema from here on."""
    become_owner(app, app.settings)


@group.command("status")
@as_json
@clearly
def status(as_json: bool) -> None:
    """List the migrations: applied by whom and when, or pending. Exit status 3 if any is."""
    owner()
    known = {row["version"]: row for row in migrations.applied()}
    changed = {migration.version for migration in migrations.edited()}
    rows: list[dict[str, Any]] = []
    for each in files():
        row = known.get(each.version)
        rows.append(
            {
                "version": each.version,
                "name": each.name,
                "applied_at": row and row["applied_at"],
                "applied_by": row and row["applied_by"],
                "checksum": _checksum_state(
                    each, row and row["checksum"], changed, row is not None
                ),
            }
        )
    rows += [_unknown(known[each]) for each in sorted(known.keys() - {m.version for m in files()})]
    if as_json:
        show(rows)
    else:
        _print(rows)
    sys.exit(PENDING if any(row["applied_at"] is None for row in rows) else 0)


def _checksum_state(
    each: Migration, checksum: str | None, changed: set[int], is_applied: bool
) -> str:
    if not is_applied:
        return "pending"
    if checksum is None:
        return "not known yet"  # applied by hand; the next migrate fills it in
    return "edited since" if each.version in changed else "ok"


def _unknown(row: repository.Applied) -> dict[str, Any]:
    return {**row, "checksum": "no such file"}


def _print(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        when = (
            f"{row['applied_at']:%Y-%m-%d %H:%M:%S} by {row['applied_by']}"
            if row["applied_at"]
            else "-"
        )
        click.echo(f"{row['version']:04} {row['name']:<28} {when:<44} {row['checksum']}")


@group.command("plan")
@clearly
def plan() -> None:
    """Print the SQL that 'migrate' would run. Exit status 3 if there is any."""
    owner()
    known = {row["version"] for row in migrations.applied()}
    lacking = [migration for migration in files() if migration.version not in known]
    for migration in lacking:
        click.echo(f"-- {migration.path.name}\n{migration.path.read_text(encoding='utf-8')}")
    sys.exit(PENDING if lacking else 0)


@group.command("migrate")
@click.option("--to", type=version, help="The last version to apply.")
@clearly
def migrate(to: int | None) -> None:
    """Apply the migrations that the database lacks."""
    owner()
    migrations.migrate(lambda name: click.echo(f"applied {name}"), to)


@group.command("undo")
@click.option("--to", type=version, required=True, help="The version to go back to.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@clearly
def undo(to: int, yes: bool) -> None:
    """Undo migrations by the files of sql/migrations/undo. Data is lost."""
    owner()
    if not yes:
        click.confirm(f"Undo everything after version {to}? Data is lost", abort=True)
    migrations.undo(lambda name: click.echo(f"undid {name}"), to)


@group.command("baseline")
@click.option("--to", type=version, required=True, help="The last version that is there.")
@clearly
def baseline(to: int) -> None:
    """Record migrations as applied without running them, for a schema that was made otherwise."""
    owner()
    repair.baseline(lambda name: click.echo(f"recorded {name}"), to)


@group.command("repair")
@click.option("--accept-edits", is_flag=True, help="Take edited files for what was applied.")
@click.option("--applied", type=version, help="Record this version: it ran, but not to its end.")
@click.option("--undone", type=version, help="Forget this version: its undo ran, likewise.")
@clearly
def repair_ledger(accept_edits: bool, applied: int | None, undone: int | None) -> None:
    """Remove the claim of a program that died while migrating, and what the options say."""
    owner()
    repair.repair(click.echo, accept_edits=accept_edits, ran=applied, undone=undone)


@group.command("seed")
@clearly
def seed() -> None:
    """Load the demo data of sql/seeds; its passwords are public."""
    owner()
    path = SQL_DIRECTORY / "seeds" / "demo.sql"
    for statement in split(path.read_text(encoding="utf-8"), path.name):
        mysql.connection.cursor().execute(statement.text, {})
    click.echo(
        f"loaded {path.name}: alice, bob, and carol, an admin; the passwords are in the file"
    )
