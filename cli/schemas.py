"""`check`, `plan`, `apply`, `schema-json`, `clauses`: the rulebook and the database's shape."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.table import Table

from cli.main import Instance, commands, console, done, refuse, say
from kpi.examples import failures, how_many
from migrate.apply import Refused as PlanRefused
from migrate.apply import apply as apply_plan
from migrate.meaning import texts_of
from migrate.plan import plan as make_plan
from schema.jsonschema import document
from schema.objects import Schema
from schema.problems import Problems
from schema.questions import cited_clauses


@commands.command()
@click.option("--no-tests", is_flag=True, help="Do not compute the examples of figures.")
@click.pass_obj
def check(instance: Instance, no_tests: bool) -> None:
    """Read the rulebook and print every problem and every warning of every file."""
    schema = instance.schema
    for warning in schema.warnings:
        console.print(warning.show(), markup=False)
    if not no_tests:
        _compute_examples(schema)
    done(
        say(
            "{entities} entities, {fields} fields, {kpis} figures, {reports} documents: no problems.",
            entities=len(schema.entities),
            fields=sum(len(entity.fields) for entity in schema.entities.values()),
            kpis=len(schema.kpis),
            reports=len(schema.reports),
        )
    )


def _compute_examples(schema: Schema) -> None:
    """Compute every example of the rulebook; Problems with those that do not hold."""
    name = Path(schema.folder).name
    texts = {f"{name}/{file}": text for file, text in texts_of(schema.folder).items()}
    found = failures(schema, texts)
    if found:
        raise Problems(found)
    if how_many(schema):
        done(say("{count} examples of figures hold.", count=how_many(schema)))


@commands.command()
@click.pass_obj
def plan(instance: Instance) -> None:
    """Show what applying the rulebook would change in the database."""
    done(str(make_plan(instance.schema, instance.database)))


@commands.command()
@click.option("--allow", default="", metavar="CODE,…", help="Hazards that are wanted: H201,H203.")
@click.pass_obj
def apply(instance: Instance, allow: str) -> None:
    """Change the database so that it fits the rulebook; a backup is taken first."""
    allowed = frozenset(code.strip() for code in allow.split(",") if code.strip())
    done(applied(instance, allowed))


def applied(instance: Instance, allowed: frozenset[str] = frozenset()) -> str:
    """Plan and apply; what was done as text. Ends the command when a hazard stops it."""
    found = make_plan(instance.schema, instance.database)
    try:
        outcome = apply_plan(
            found, instance.database, allowed, instance.backups, instance.files, who="command"
        )
    except PlanRefused as refused:
        raise refuse(str(refused)) from None
    if not found.found.tables:
        return say("A new database: {count} tables.", count=len(found.planned))
    return str(outcome)


@commands.command("schema-json")
def schema_json() -> None:
    """Print the JSON Schema of the YAML, for editors."""
    click.echo(json.dumps(document(), ensure_ascii=False, indent=2))


@commands.command()
@click.option("--missing", is_flag=True, help="Only clauses that nothing cites.")
@click.pass_obj
def clauses(instance: Instance, missing: bool) -> None:
    """Print which declaration implements which written clause, and which none does."""
    found = cited_clauses(instance.schema)
    table = Table(say("clause"), say("title"), say("implemented by"))
    for clause, title in instance.schema.clauses.items():
        if not (missing and found.get(clause)):
            table.add_row(clause, title, ", ".join(found.get(clause, ())) or "–")
    console.print(table)
    covered = sum(1 for clause in instance.schema.clauses if found.get(clause))
    done(
        say(
            "{covered} of {total} clauses are implemented.",
            covered=covered,
            total=len(instance.schema.clauses),
        )
    )
