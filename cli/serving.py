"""`run` and `serve`: the application, and the server in front of it."""

from __future__ import annotations

import click
import waitress
from admin.live import Live
from admin.site import install
from flask import Flask
from records.accounts import create_account, has_accounts
from records.passwords import first_password
from reports.printing import Printer

from cli.main import Instance, commands, console, done, say
from cli.sample import fill_sample, show_sign_ins
from cli.schemas import applied

THREADS = 8


def create_app(instance: Instance) -> Flask:
    """The whole product as one WSGI application on an installation."""
    app = Flask("rulebook", static_folder=None, template_folder=None)
    app.config.update(SECRET_KEY=instance.secret_key, SEND_FILE_MAX_AGE_DEFAULT=86400)
    live = Live(instance.rulebook, reload=lambda: instance.opened(instance.read_schema()))
    install(app, live, Printer(instance.fonts))
    return app


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.pass_obj
def serve(instance: Instance, host: str, port: int) -> None:
    """Serve the rulebook as it was applied."""
    app = create_app(instance)
    done(say("Rulebook is at http://{host}:{port}/ (Ctrl C stops it)", host=host, port=port))
    waitress.serve(app, host=host, port=port, threads=THREADS, ident="Rulebook", _quiet=True)


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--sample", is_flag=True, help="Fill an empty installation with sample data first.")
@click.pass_context
def run(ctx: click.Context, host: str, port: int, sample: bool) -> None:
    """Check, plan, apply what is safe, and serve."""
    instance: Instance = ctx.obj
    done(applied(instance))
    if sample and not has_accounts(instance.rulebook):
        fill_sample(instance, scale=1)
    first_account(instance)
    prepare_fonts(instance)
    show_sign_ins(instance)
    ctx.invoke(serve, host=host, port=port)
