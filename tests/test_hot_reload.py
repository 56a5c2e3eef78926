"""A server process takes over what another process applied, and nothing else."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from records.accounts import create_account
from tests.installation import CLINIC, Installation, Visitor

BEDS = "      beds: {type: integer, default: 4, label: Beds}\n"
PLACE = "      floor: {type: integer,"
PASSWORD = "a-good-pass-9"


@dataclass
class Running:
    """A server of the clinic on a rulebook that may be rewritten."""

    installation: Installation
    address: str

    def visitor(self) -> Visitor:
        return Visitor(self.address).sign_in("head", PASSWORD)

    def write(self, before: str = "", after: str = "") -> None:
        text = (CLINIC / "clinic.yaml").read_text("utf-8")
        assert before in text, f"{before!r} is no longer in the clinic"
        (self.installation.schema / "clinic.yaml").write_text(text.replace(before, after), "utf-8")


@dataclass
class Crowd:
    """Somebody who reads pages all the time, and the answers."""

    visitor: Visitor
    answers: list[int] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Crowd:
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._stop.is_set():
            self.answers += [self.visitor.get(p)[0] for p in ("/e/ward", "/e/ward/new", "/")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The clinic, applied and served from a copy of its rulebook."""
    folder = tmp_path_factory.mktemp("reload")
    shutil.copytree(CLINIC, folder / "rulebook")
    installation = Installation(folder / "instance", folder / "rulebook")
    installation.run("apply")
    rulebook = installation.opened().rulebook
    create_account(rulebook, username="head", password=PASSWORD, roles=("head",))
    rulebook.tables.database.close()
    with installation.served() as address:
        yield Running(installation, address)


@pytest.fixture
def running(server: Running) -> Iterator[Running]:
    """The server, its rulebook put back afterwards."""
    yield server
    server.write()
    server.installation.run("apply", "--allow", "H201")


def seen(visitor: Visitor, words: str, seconds: float = 20) -> bool:
    """Whether the form of a ward shows some words before long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        status, page = visitor.get("/e/ward/new")
        assert status == 200, page
        if words in page:
            return True
        time.sleep(0.1)
    return False


def test_a_change_shows_without_a_restart_and_without_a_failed_request(running):
    visitor = running.visitor()
    assert "Beds" not in visitor.get("/e/ward/new")[1]
    with Crowd(running.visitor()) as crowd:
        running.write(PLACE, BEDS + PLACE)
        running.installation.run("apply")
        assert seen(visitor, "Beds"), "the new field is not there"
    assert len(crowd.answers) > 10 and set(crowd.answers) == {200}
    visitor.get("/e/ward/new")
    status, page = visitor.post("/e/ward/new", name="Harbour", floor="1", beds="12")
    assert status == 200 and "Harbour" in page and "12" in page


def test_a_rulebook_with_a_mistake_leaves_the_server_as_it_was(running):
    visitor = running.visitor()
    running.write("type: email", "type: emial")
    assert "emial" in running.installation.run("apply", code=1)
    assert not seen(visitor, "Beds", 2.5) and "Floor" in visitor.get("/e/ward/new")[1]


def test_a_mistake_written_right_after_an_apply_does_not_reach_the_server(running):
    visitor = running.visitor()
    running.write(PLACE, BEDS + PLACE)
    running.installation.run("apply")
    running.write("entities:", "entities: [")
    assert seen(visitor, "Beds")


def test_what_is_written_but_not_applied_is_not_shown(running):
    visitor = running.visitor()
    running.write(PLACE, BEDS + PLACE)
    assert not seen(visitor, "Beds", 2.5)
