"""A command is loaded when it is asked for, and none is forgotten."""

import subprocess
import sys

import click
import pytest

from cli import appraisals, main
from tests.installation import ROOT

GROUPS = {"commands": main.commands, "appraisal": appraisals.appraisal}
EXPENSIVE = {"faker", "flask", "pypinyin", "xhtml2pdf"}
LOADED = """
import sys
from cli.main import commands
commands(sys.argv[1:] + ["--help"], standalone_mode=False)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
def test_every_name_leads_to_a_command_and_every_command_has_a_name(group):
    asked = click.Context(group)
    names = group.list_commands(asked)
    assert all(group.get_command(asked, name).name == name for name in names)
    assert set(group.commands) == set(names) >= set(group.modules)


def test_an_unknown_name_is_no_command():
    assert main.commands.get_command(click.Context(main.commands), "checks") is None


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        pytest.param(("check",), set(), id="reading the rulebook"),
        pytest.param(("kpi",), set(), id="computing a figure"),
        pytest.param(("appraisal", "freeze"), set(), id="freezing"),
        pytest.param(("print",), {"xhtml2pdf"}, id="printing"),
        pytest.param(("demo",), {"faker"}, id="making rows up"),
        pytest.param(("serve",), {"faker", "flask", "pypinyin", "xhtml2pdf"}, id="serving"),
    ],
)
def test_a_command_waits_only_for_what_it_needs(words, needed):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words], cwd=ROOT, text=True, capture_output=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert loaded & EXPENSIVE == needed
