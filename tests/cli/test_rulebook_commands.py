"""`check`, `plan`, `apply`, `clauses`, `schema-json` as processes."""

import json
import re
from pathlib import Path

from schema.jsonschema import document
from tests.installation import SHIPPED, Installation


def change(installation, before, after, file="clinic.yaml"):
    text = (installation.schema / file).read_text("utf-8")
    assert before in text, f"{before!r} is no longer in {file}"
    (installation.schema / file).write_text(text.replace(before, after), "utf-8")


MAIL = "      mail: {type: email, label: E-mail, width: half, sample: email}\n"


def test_a_sound_rulebook_is_counted(nowhere):
    assert "10 entities" in nowhere.run("check")
    assert not nowhere.folder.exists(), "a check needs no installation and makes none"


def test_the_shipped_rulebook_has_no_problems(tmp_path):
    assert "no problems" in Installation(tmp_path, SHIPPED).run("check")


def test_every_problem_is_shown_at_its_line_with_what_to_write(rewritten):
    change(rewritten, "type: email", "type: emial")
    change(rewritten, "to: treatment,", "to: treatmnt,")
    said = rewritten.run("check", code=1)
    lines = (rewritten.schema / "clinic.yaml").read_text("utf-8").splitlines()
    mail = next(n for n, line in enumerate(lines, 1) if "emial" in line)
    link = next(n for n, line in enumerate(lines, 1) if "treatmnt" in line)
    assert re.search(rf'clinic\.yaml:{mail}:20 +E201 +"emial" is not a field type', said), said
    assert re.search(rf'clinic\.yaml:{link}:\d+ +E301 .*"treatmnt"', said)
    assert 'Write "email".' in said


def test_a_plan_lists_what_an_apply_would_do_and_does_nothing(founded):
    said = founded.said
    assert "+ create table visit" in said["plan"]
    assert "No data is lost." in said["plan"]
    assert "A new database: " in said["apply"]


def test_a_second_apply_has_nothing_to_do(founded):
    assert founded.said["apply again"] == "Nothing to do: the database fits the rulebook.\n"


def test_an_apply_that_would_hide_values_waits_until_that_is_allowed(rewritten):
    change(rewritten, MAIL, "")
    refused = rewritten.run("apply", code=1)
    assert "H201" in refused and "--allow H201" in refused and "Done." not in refused
    allowed = rewritten.run("apply", "--allow", "H201")
    assert "Done." in allowed and "Backup:" in allowed
    assert len(list((rewritten.folder / "backups").iterdir())) == 1


def test_a_rulebook_with_problems_is_not_applied(rewritten):
    change(rewritten, "type: email", "type: emial")
    before = (rewritten.folder / "rulebook.db").read_bytes()
    assert "emial" in rewritten.run("apply", code=1)
    assert (rewritten.folder / "rulebook.db").read_bytes() == before


def test_clauses_are_listed_with_what_implements_them(nowhere):
    said = Installation(nowhere.folder, SHIPPED).run("clauses")
    cells = [line.split("│") for line in said.splitlines() if line.startswith("│")]
    rows = [row for row in cells if row[1].strip()]
    covered, total = map(int, re.findall(r"\d+", said.splitlines()[-1]))
    assert len(rows) == total and sum(row[3].strip() != "–" for row in rows) == covered
    assert next(row for row in rows if row[1].strip() == "NQ-3.5.2")[3].count("contract") > 1


def test_the_json_schema_for_editors_is_printed_whole(nowhere):
    assert json.loads(nowhere.run("schema-json")) == json.loads(json.dumps(document()))


def test_an_unknown_command_ends_with_code_two_and_a_hint(nowhere):
    assert "No such command 'aply'" in nowhere.run("aply", code=2)


def test_commands_on_an_empty_installation_say_what_comes_first(nowhere):
    assert "Run python app.py apply first." in nowhere.run("serve", code=1)


def test_a_database_that_does_not_answer_is_named(tmp_path):
    silent = Installation(tmp_path, database_url="postgresql://x@127.0.0.1:1/y")
    assert "The database does not answer" in silent.run("plan", code=1)


def test_the_folders_may_stand_before_a_command_or_behind_it(tmp_path):
    elsewhere = Installation(tmp_path, SHIPPED)
    clinic = Path(__file__).parent.parent / "other_business" / "rulebook"
    assert "10 entities" in elsewhere.run("check", "--schema", clinic)
