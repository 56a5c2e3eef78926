"""`verify` and `recompute`: whether what was frozen is untouched, and what differs today."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal

import click
from rich.table import Table

from cli.main import Instance, commands, console, done, instead, refuse, say
from kpi import thawed
from kpi.as_of import records_as_of
from kpi.canonical import exact
from kpi.chain import Fault, Verdict, verify
from kpi.differences import Difference
from kpi.figures import Figures
from kpi.period import months
from kpi.recompute import recompute
from kpi.show import DASH, number, value_text
from kpi.snapshots import Snapshot, of_card
from language import current
from records.actor import SYSTEM
from records.gate import Gate
from records.refusals import NotFound
from records.rulebook import Rulebook
from reports.ledger import broken
from reports.papers import Papers
from schema.indicators import Kpi
from schema.values import Label


@commands.command("verify")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def verify_(instance: Instance, as_json: bool) -> None:
    """Prove that no frozen sheet and no print was changed, and that no sheet can be."""
    found = verify(instance.rulebook)
    papers = [
        Fault(None, say("The kept paper {file} is not the one that was printed.", file=name))
        for name in Papers(instance.rulebook).exchanged()
    ]
    prints = [
        Fault(None, say("Print {id} does not follow from the one before it.", id=id))
        for id in broken(instance.rulebook)
    ]
    found = replace(found, faults=(*found.faults, *papers, *prints))
    if as_json:
        console.print_json(json.dumps(_document(found), ensure_ascii=False))
    else:
        _tell(found)
    if not found.sound:
        raise SystemExit(1)


def _document(found: Verdict) -> dict[str, object]:
    faults = [{"snapshot": f.snapshot, "fault": f.words} for f in found.faults]
    return {"snapshots": found.count, "head": found.head, "sound": found.sound, "faults": faults}


def _tell(found: Verdict) -> None:
    for fault in found.faults:
        where = say("Snapshot {id}: ", id=fault.snapshot) if fault.snapshot else ""
        console.print(where + fault.words, markup=False, style="red")
    if found.sound:
        done(
            say(
                "{count} snapshots, every one as it was frozen. The chain ends in {head}.",
                count=found.count,
                head=found.head[:12] or DASH,
            )
        )


@commands.command("recompute")
@click.argument("card")
@click.option("--period", required=True, help="2026-06, 2026-Q2, 2026-H1 or 2026.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="With what was known at the end of that day, or at that time; default now.",
)
@click.option("--json", "as_json", is_flag=True, help="Exact decimals as text.")
@click.pass_obj
def recompute_(
    instance: Instance, card: str, period: str, as_of: datetime | None, as_json: bool
) -> None:
    """Compare the frozen sheets of a scorecard with the rows of today, or of an earlier day.

    Nothing is changed.
    """
    if card not in instance.rulebook.schema.scorecards:
        unknown = say("There is no scorecard “{name}”.", name=card)
        raise refuse(f"{unknown} {instead(card, instance.rulebook.schema.scorecards)}")
    try:
        asked = months(instance.rulebook.schema).parse(period)
    except ValueError as wrong:
        raise refuse(str(wrong)) from None
    sheets = _compared(instance.rulebook, of_card(instance.rulebook, card, asked.key), as_of)
    if as_json:
        console.print_json(json.dumps([_sheet(*each) for each in sheets], ensure_ascii=False))
    elif not sheets:
        done(say("Nothing of {card} is frozen in {period}.", card=card, period=asked.label))
    else:
        console.print(_table(instance.rulebook, sheets, as_of))


def _compared(
    rulebook: Rulebook, snapshots: tuple[Snapshot, ...], moment: datetime | None
) -> list[tuple[Snapshot, tuple[Difference, ...]]]:
    """Each frozen sheet with its differences, by what is known now or was at a moment."""
    if moment is None:
        return [(each, recompute(Figures(rulebook), each)) for each in snapshots]
    if moment > rulebook.clock():
        raise refuse(say("{moment} is still to come.", moment=f"{moment:%Y-%m-%d %H:%M}"))
    until = moment + (timedelta(days=1) if moment.time() == time() else timedelta(minutes=1))
    with records_as_of(rulebook, until) as then:
        return [(each, recompute(Figures(then), each)) for each in snapshots]


def _sheet(snapshot: Snapshot, found: tuple[Difference, ...]) -> dict[str, object]:
    return {
        "entity": snapshot.entity,
        "record": snapshot.record,
        "version": snapshot.version,
        "sha256": snapshot.sha256,
        "figures": [
            {
                "kpi": each.name,
                "frozen": exact(each.frozen),
                "live": exact(each.live),
                "causes": {cause: n for cause, n in each.causes.items() if n},
                "rows": {c: {e: i for e, i in r.items() if i} for c, r in each.rows.items()},
            }
            for each in found
        ],
    }


def _table(
    rulebook: Rulebook,
    sheets: list[tuple[Snapshot, tuple[Difference, ...]]],
    moment: datetime | None,
) -> Table:
    table, then = Table(), f"{moment:%Y-%m-%d %H:%M}" if moment else say("today")
    for heading in (say("sheet"), say("figure"), say("frozen"), then, say("why")):
        table.add_column(heading)
    for snapshot, found in sheets:
        title = _titled(rulebook, snapshot)
        pairs = zip(thawed.sheet(snapshot).items, found, strict=True)
        differing = [(item.kpi, each) for item, each in pairs if not each.same]
        for kpi, each in differing:
            label = Label(each.label).text(current())
            table.add_row(title, label, _value(kpi, each.frozen), _value(kpi, each.live), each.why)
        if not differing:
            table.add_row(title, say("all the same"), "", "", "")
    return table


def _titled(rulebook: Rulebook, snapshot: Snapshot) -> str:
    """A sheet as its record is called, as long as there is one."""
    try:
        return Gate(rulebook, SYSTEM).get(snapshot.entity, snapshot.record).title
    except NotFound:
        return f"{snapshot.entity} {snapshot.record}"


def _value(kpi: Kpi | None, value: Decimal | None) -> str:
    return value_text(kpi, value) if kpi else number(value, 1)
