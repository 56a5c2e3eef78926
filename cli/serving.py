"""`run` and `serve`: the application, and the server in front of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import click
import waitress
from flask import Flask

from admin.live import Live
from admin.security import behind_https
from admin.site import install
from admin.tiles import tiles
from admin.visit import WIRING
from cli.instance import Instance
from cli.main import commands, done, say
from cli.paper import prepare_fonts
from cli.sample import fill_sample, refuse_unfinished, show_sign_ins
from cli.schemas import applied
from cli.ticking import keep_looking
from kpi.period import Period
from records import accounts
from records.gate import Gate
from records.passwords import first_password
from reports.printing import Printer
from schema.objects import Report

THREADS = 8
TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Press:
    """Prints for the screens, which may not import the printing itself."""

    fonts: Path

    def __call__(self, report: Report, gate: Gate, id: int) -> bytes:
        """The document of a record."""
        return self._printer(gate).record_pdf(report, gate, id)

    def board(
        self, report: Report, gate: Gate, until: Period, level: str, subject: int | None
    ) -> bytes:
        """The document of a dashboard, of everybody or of one subject."""
        printer = self._printer(gate)
        return printer.dashboard_pdf(report, gate, until, level=level, subject=subject)

    def _printer(self, gate: Gate) -> Printer:
        return Printer(gate.rulebook, self.fonts)


def create_app(instance: Instance) -> Flask:
    """The whole product as one WSGI application on an installation."""
    app = Flask("rulebook", static_folder=None, template_folder=str(TEMPLATES))
    app.config.update(SECRET_KEY=instance.secret_key, SEND_FILE_MAX_AGE_DEFAULT=86400)
    live = Live(instance.rulebook, instance.applied_stamp, instance.applied_rulebook)
    install(app, live, Press(instance.fonts), tiles)
    if https():
        behind_https(app)
    return app


def https() -> bool:
    """Whether a proxy in front of the server speaks HTTPS with the browsers."""
    return os.environ.get("RULEBOOK_HTTPS") == "1"


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.pass_obj
def serve(instance: Instance, host: str, port: int) -> None:
    """Serve the rulebook as it was applied."""
    app: Any = create_app(instance)
    keep_looking(app.extensions[WIRING].live, Event())
    done(say("Rulebook is at http://{host}:{port}/ (Ctrl C stops it)", host=host, port=port))
    if instance.rulebook.schema.scorecards and not os.environ.get("RULEBOOK_URL"):
        done(say("Set RULEBOOK_URL before sheets are frozen: phones open their QR codes there."))
    waitress.serve(
        app,
        host=host,
        port=port,
        threads=THREADS,
        ident="Rulebook",
        # What the proxy says of the browser must reach the application.
        clear_untrusted_proxy_headers=not https(),
        _quiet=True,
    )


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--sample", is_flag=True, help="Fill an empty installation with sample data first.")
@click.pass_context
def run(ctx: click.Context, host: str, port: int, sample: bool) -> None:
    """Check, plan, apply what is safe, and serve."""
    instance: Instance = ctx.obj
    refuse_unfinished(instance)
    done(applied(instance))
    if not accounts.has_accounts(instance.rulebook):
        if sample:
            fill_sample(instance, scale=1)
        else:
            first_account(instance)
    prepare_fonts(instance)
    show_sign_ins(instance)
    ctx.invoke(serve, host=host, port=port)


def first_account(instance: Instance) -> None:
    """Create the administrator of a new installation and print the password once."""
    password = first_password()
    accounts.create_account(
        instance.rulebook, username="admin", password=password, roles=("admin",), must_change=True
    )
    done(say("Sign in as admin with the password {password}", password=password))
