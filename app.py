"""Rulebook's command line: `python app.py COMMAND`."""

from __future__ import annotations

from cli.main import commands

if __name__ == "__main__":
    commands(prog_name="python app.py")
