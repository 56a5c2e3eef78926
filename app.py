"""Rulebook: the application factory and the command line."""

from __future__ import annotations

from cli import data, figures, paper, people, sample, schemas
from cli.instance import Instance
from cli.main import commands
from cli.serving import create_app

__all__ = [
    "Instance",
    "commands",
    "create_app",
    "data",
    "figures",
    "paper",
    "people",
    "sample",
    "schemas",
]

if __name__ == "__main__":
    commands(prog_name="python app.py")
