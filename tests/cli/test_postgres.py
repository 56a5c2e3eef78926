"""The same commands and the same server on PostgreSQL."""

import pytest

from tests.installation import Installation, Visitor

pytestmark = pytest.mark.postgres


def test_an_installation_lives_on_postgresql(postgres_url, tmp_path):
    clinic = Installation(tmp_path / "instance", database_url=postgres_url)
    assert "A new database" in clinic.run("apply")
    assert "records." in clinic.run("demo", "--scale", "0.05")
    assert clinic.run("apply") == "Nothing to do: the database fits the rulebook.\n"
    assert not (clinic.folder / "rulebook.db").exists()
    with clinic.served() as address:
        head = Visitor(address).sign_in("head", clinic.passwords()["head"])
        pages = [
            head.get(path) for path in ("/", "/e/visit", "/e/patient/1", "/figures/clinic_board")
        ]
    assert [status for status, _ in pages] == [200] * 4
    assert "P20" in pages[2][1] and "Takings" in pages[3][1]
