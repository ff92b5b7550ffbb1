"""``flask --app rawboard db verify | dump | explain``: looks, and changes nothing."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from rawboard.cli.db import group, owner
from rawboard.cli.output import DIFFERENT, as_json, clearly, show
from rawboard.schema import diff, explain, migrations, repair


@group.command("verify")
@as_json
@clearly
def verify(as_json: bool) -> None:
    """Compare files and live schema with what was applied. Exit status 4 if anything differs."""
    owner()
    edited = [migration.path.name for migration in migrations.edited()]
    differences = diff.verify()
    repair.fill_in_checksums()
    if as_json:
        show({"edited": edited, "differences": [asdict(each) for each in differences]})
    for name in [] if as_json else edited:
        click.echo(f"edited file {name}: it is not what was applied")
    for difference in [] if as_json else differences:
        click.echo(str(difference))
    if edited or differences:
        sys.exit(DIFFERENT)
    if not as_json:
        click.echo("The schema is what its migrations give.")


@group.command("dump")
@click.option("--check", type=click.Path(exists=True, path_type=Path), help="Compare with a file.")
@clearly
def dump(check: Path | None) -> None:
    """Print the schema as SQL, or compare it with a file: exit status 4 if it differs."""
    owner()
    text = diff.dump()
    if check is None:
        click.echo(text, nl=False)
    elif check.read_text(encoding="utf-8") != text:
        click.echo(f"{check} is not the schema of this database", err=True)
        sys.exit(DIFFERENT)


@group.command("explain")
@click.argument("name")
@click.argument("values", nargs=-1, metavar="[PARAMETER=VALUE]...")
@click.option("--without", multiple=True, metavar="NAME", help="Leave an optional part out.")
@as_json
@clearly
def explain_query(
    name: str, values: tuple[str, ...], without: tuple[str, ...], as_json: bool
) -> None:
    """Show the plan of the query NAME, with its sample values or those given.

    Every optional part is in, but for those that --without names; a list is ids=1001,1002.
    """
    owner()
    query = explain.find(name)
    rows = explain.explain(query, explain.given(query, values), set(without))
    if as_json:
        show(rows)
        return
    for row in rows:
        click.echo("  ".join(f"{key}={value}" for key, value in row.items() if value is not None))
    for complaint in explain.complaints(query, rows, set(without)):
        click.echo(f"! {complaint}")
