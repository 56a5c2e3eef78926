"""Rulebook: the application factory and the command line."""

from __future__ import annotations

from cli import (
    appraisal_chores,
    appraisals,
    calendars,
    data,
    duties,
    figures,
    paper,
    people,
    sample,
    schemas,
    trust,
)
from cli.instance import Instance
from cli.main import commands
from cli.serving import create_app

COMMANDS = (
    appraisals,
    appraisal_chores,
    calendars,
    data,
    duties,
    figures,
    paper,
    people,
    sample,
    schemas,
    trust,
)
"""Modules that put their commands into the group when they are imported."""

__all__ = ["COMMANDS", "Instance", "commands", "create_app"]

if __name__ == "__main__":
    commands(prog_name="python app.py")
