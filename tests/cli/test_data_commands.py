"""`demo`, `user`, `why`, `kpi`, `print`, `backup`, `restore` as processes."""

import io
import json
import re
import sqlite3
from contextlib import closing

from pypdf import PdfReader


def text_of(file):
    reader = PdfReader(io.BytesIO(file.read_bytes()))
    return "\n".join(page.extract_text() for page in reader.pages)


def rows(installation, table):
    with closing(sqlite3.connect(installation.folder / "rulebook.db")) as database:
        return database.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()


def forget(installation, table):
    with closing(sqlite3.connect(installation.folder / "rulebook.db")) as database:
        database.execute(f"DELETE FROM {table}")
        database.commit()


def test_sample_data_comes_with_a_sign_in_for_every_role(founded):
    said, passwords = founded.said["demo"], founded.installation.passwords()
    assert set(passwords) == {"team", "doctor", "nurse", "desk", "head"}
    assert all(password in said for password in passwords.values())
    assert int(re.search(r"(\d+) records\.", said)[1]) >= 10
    # An opinion may only be given by whom it means, so chance may miss it.
    assert set(re.findall(r"of “(\w+)” did not fit", said)) <= {"opinion"}, said


def test_sample_data_goes_into_an_empty_installation_only(clinic):
    assert "There are accounts already" in clinic.run("demo", code=1)


def test_an_account_is_added_listed_and_given_a_new_password(clinic):
    first = clinic.run("user", "add", "eve", "--role", "nurse", "--name", "Eve Holm")
    second = clinic.run("user", "password", "eve")
    assert first.split()[-1] != second.split()[-1]
    assert re.search(r"eve +│ Eve Holm +│ nurse +│ yes", clinic.run("user", "list"))


def test_an_unknown_role_is_refused_with_what_to_write(clinic):
    assert "Write one of: team, doctor" in clinic.run("user", "add", "x", "--role", "dog", code=1)


def test_why_names_the_grant_that_decides(founded, clinic):
    yes = clinic.run("why", "desk", "read", "visit", str(founded.visit))
    assert yes.startswith("Yes.") and "Front desk" in yes and "clinic.yaml:" in yes
    no = clinic.run("why", "team", "create", "patient")
    assert no.startswith("No.") and "Yes." not in no


def test_a_figure_is_exact_to_the_last_digit_in_json(clinic):
    said = json.loads(clinic.run("kpi", "takings", "--period", "2024-Q1", "--json"))
    (cell,) = said["cells"]
    assert (cell["value"], said["target"]) == ("100.15", "15000"), "three months of 5000"
    assert (cell["subject"], cell["state"]) == ("Riverside Clinic", "value")
    assert cell["score"] == "0.66766666666666666666666667"


def test_a_figure_names_the_rows_behind_it(clinic):
    args = ("kpi", "short_waits", "--period", "2024-03", "--by", "employee", "--json")
    for part, rows in (("numerator", 1), ("denominator", 1), ("difference", 0)):
        cells = json.loads(clinic.run(*args, "--rows", part))["cells"]
        (ada,) = [cell for cell in cells if cell["subject"] == "Ada Reed"]
        assert [len(found) for found in ada["rows"].values()] == [rows]
        assert all(set(row) == {"id", "title"} for found in ada["rows"].values() for row in found)


def test_a_figure_is_a_table_by_person(clinic):
    said = clinic.run("kpi", "short_waits", "--period", "2024-03", "--by", "employee")
    assert "Short waits" in said and "≥ 85%" in said
    assert re.search(r"Ada Reed +│ +100\.0% +│ +1 +│ +1 +│ +1 ", said), said


def test_kpi_says_its_formula_in_words_and_computes_nothing(clinic):
    said = clinic.run("kpi", "takings", "--explain")
    assert said.startswith("total Bill of Visit (State is “Billed” or “Paid”); by month of Seen on")
    assert "--period 2026-06" in clinic.run("kpi", "takings", code=1)


def test_an_unknown_figure_is_refused_with_what_to_write(clinic):
    unknown = clinic.run("kpi", "takins", "--period", "2026", code=1)
    assert "Did you mean “takings”?" in unknown
    unknown = clinic.run("kpi", "weather", "--period", "2026", code=1)
    assert "Write one of: short_waits, takings" in unknown


def test_a_record_is_printed_as_pdf(founded, clinic, tmp_path):
    clinic.run("print", "visit_bill", founded.visit, "--out", tmp_path / "bill.pdf")
    text = text_of(tmp_path / "bill.pdf")
    assert "V24030001" in text and "Tom Hill" in text and "Cup of tea" in text
    assert "100.05" in text and "100.15" in text
    assert "Riverside Clinic" in text and not re.search("[\u4e00-\u9fff]", text), text


def test_a_document_that_may_not_be_printed_is_not(founded, clinic, tmp_path):
    out = ("--out", tmp_path / "x.pdf")
    assert "no record" in clinic.run("print", "visit_bill", "999", *out, code=1)
    refused = clinic.run("print", "visit_bill", founded.visit, *out, "--as", "nurse", code=1)
    assert "V24030001" not in refused and not (tmp_path / "x.pdf").exists()


def test_a_board_is_printed_as_pdf(shipped, tmp_path):
    shipped.run("print", "department_kpi_table", "2026-06", "--out", tmp_path / "board.pdf")
    text = text_of(tmp_path / "board.pdf")
    assert "部门KPI绩效考核表" in text and "投标中标率" in text and "2026" in text


def test_a_backup_brings_everything_back(clinic, tmp_path):
    before = {table: rows(clinic, table) for table in ("visit", "visit_item", "rb_account")}
    clinic.run("backup", "--out", tmp_path / "kept.zip")
    forget(clinic, "visit_item")
    assert "Say --yes" in clinic.run("restore", tmp_path / "kept.zip", code=1)
    assert rows(clinic, "visit_item") == []
    clinic.run("restore", tmp_path / "kept.zip", "--yes")
    assert {table: rows(clinic, table) for table in before} == before


def test_what_is_no_backup_is_not_restored(clinic, tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    assert "no backup" in clinic.run("restore", tmp_path / "notes.txt", "--yes", code=1)


def test_a_sample_that_was_broken_off_is_not_taken_for_a_whole_one(nowhere):
    nowhere.run("apply")
    (nowhere.folder / "sample-unfinished").touch()
    assert "Delete the folder" in nowhere.run("demo", "--scale", "0", code=1)


def test_rows_are_listed_as_far_as_the_reader_may_see_them(clinic):
    args = ("kpi", "short_waits", "--period", "2024-03", "--rows", "denominator", "--json")
    (cell,) = json.loads(clinic.run(*args))["cells"]
    assert cell["hidden"] == dict.fromkeys(cell["rows"], 0)
    said = clinic.run(*args[:-1])
    assert "entity" in said and "not visible" not in said
