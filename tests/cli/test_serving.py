"""`serve` and `run`: a server process that answers."""

from urllib.request import Request, urlopen

from tests.installation import CLINIC, Visitor


def test_a_served_installation_lets_people_in_and_shows_their_records(founded, clinic):
    with clinic.served() as address:
        desk = Visitor(address).sign_in("desk", clinic.passwords()["desk"])
        status, page = desk.get("/e/visit?q=V2403")
        team = Visitor(address).sign_in("team", clinic.passwords()["team"])
        refused = team.get(f"/e/visit/{founded.visit}")[0]
    assert status == 200 and "Booked for" in page and "V24030001" in page
    assert refused == 404


def test_the_rulebook_as_applied_is_served_whatever_the_files_say_since(rewritten):
    (rewritten.schema / "clinic.yaml").write_text("entities: [", "utf-8")
    with rewritten.served() as address:
        head = Visitor(address).sign_in("head", rewritten.passwords()["head"])
        assert head.get("/e/patient")[0] == 200


def test_one_command_founds_and_serves_an_installation(nowhere):
    nowhere.with_fonts()
    with nowhere.served("run") as address:
        log = (nowhere.folder / "server.log").read_text("utf-8")
        password = log.split("Sign in as admin with the password ")[1].split()[0]
        page = Visitor(address).sign_in("admin", password).get("/")[1]
    assert "A new database" in log and address in log
    assert (CLINIC / "clinic.yaml").exists() and "password" in page.lower()


def test_behind_a_proxy_that_speaks_https_cookies_are_secure(founded, clinic):
    with clinic.served(RULEBOOK_HTTPS="1") as address:
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "rules.example"}
        with urlopen(Request(f"{address}/account/", headers=headers), timeout=30) as answer:
            assert "; Secure" in answer.headers["Set-Cookie"]
            assert "max-age" in answer.headers["Strict-Transport-Security"]
