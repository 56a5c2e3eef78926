"""Files: what is taken, where it lies, who may have it."""

from io import BytesIO

import pytest

from records import files
from records.refusals import Forbidden, NotFound, Refused

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PDF = b"%PDF-1.7 ..."


def stored(rulebook):
    return [path for path in rulebook.files_folder.rglob("*") if path.is_file()]


def test_a_file_of_a_record_keeps_its_name_and_lies_under_a_random_one(librarian, book, rulebook):
    id = book()
    file = librarian.attach("book", id, BytesIO(PDF), "../../etc/合同.pdf")
    (only,) = librarian.attachments("book", id)
    assert (only.name, only.mime, only.size) == ("合同.pdf", "application/pdf", len(PDF))
    opened = librarian.open_file(file.id)
    assert opened.path.read_bytes() == PDF and "合同" not in str(opened.path)
    assert opened.path.is_relative_to(rulebook.files_folder)
    assert librarian.history("book", id)[0].comment == "合同.pdf"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("page.html", b"<script>", "not taken"), ("a.svg", b"<svg/>", "not taken"), ("run.exe", b"MZ..", "not taken"),
        ("fake.pdf", b"MZ..", "not taken"), ("fake.png", PDF, "not taken"), ("a.txt", b"MZ\x90\x00", "not taken"),
        ("none", PDF, "not taken"), ("empty.pdf", b"", "empty"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_refused_and_leaves_nothing(
    librarian, book, rulebook, name, content, says
):
    with pytest.raises(Refused, match=says):
        librarian.attach("book", book(), BytesIO(content), name)
    assert stored(rulebook) == []


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(
    librarian, book, rulebook, monkeypatch
):
    monkeypatch.setattr(files, "LARGEST", 10)
    with pytest.raises(Refused, match="larger than"):
        librarian.attach("book", book(), BytesIO(PDF), "a.pdf")
    assert stored(rulebook) == []


def test_a_file_goes_again_when_the_record_may_not_be_changed(member, book, rulebook):
    with pytest.raises(Forbidden):
        member.attach("book", book(), BytesIO(PDF), "a.pdf")
    assert stored(rulebook) == []


def test_a_file_of_an_unseen_record_does_not_exist(librarian, member, book):
    id = book()
    file = librarian.attach("book", id, BytesIO(PDF), "a.pdf").id
    assert member.open_file(file).name == "a.pdf"
    librarian.update("book", id, {"kind": "secret", "secret_place": "x"}, None)
    for act in (
        lambda: member.open_file(file),
        lambda: member.detach(file),
        lambda: member.open_file(999),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_picture_is_uploaded_for_a_form_and_tied_when_it_is_saved(librarian, gate_of):
    upload = librarian.upload(BytesIO(PNG), "cover.png")
    with pytest.raises(NotFound):
        gate_of("ada", "head").open_file(upload.id)
    record = librarian.create("book", {"code": "AA1", "name": "x", "cover": upload.id})
    assert record.titles["cover"] == "cover.png"
    assert gate_of("ada", "head").open_file(upload.id).mime == "image/png"
    assert librarian.attachments("book", record.id) == ()


def test_somebody_elses_upload_and_what_is_no_picture_may_not_be_used(librarian, gate_of):
    theirs = gate_of("ada", "head").upload(BytesIO(PNG), "cover.png").id
    mine = librarian.upload(BytesIO(PDF), "a.pdf").id
    for id, says in ((theirs, "does not exist"), (mine, "must be a picture")):
        with pytest.raises(Refused, match=says):
            librarian.create("book", {"code": "AA1", "name": "x", "cover": id})


def test_a_file_is_put_into_a_field_and_taken_off_again(librarian, book):
    id = book()
    file = librarian.attach("book", id, BytesIO(PNG), "cover.png", "cover").id
    assert librarian.get("book", id).values["cover"] == file
    librarian.detach(file)
    assert librarian.get("book", id).values["cover"] is None
    assert [e.action for e in librarian.history("book", id)] == ["update", "update", "create"]
    with pytest.raises(NotFound):
        librarian.open_file(file)
