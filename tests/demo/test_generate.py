"""A small sample of an unrelated rulebook: rows, moves, people, and the same again."""

from collections import Counter

from demo.generate import DAYS
from records import accounts
from records.actor import SYSTEM, actor_of
from records.edits import prepare
from records.gate import Gate
from records.write import judged
from tests.demo.conftest import NOW, PASSWORD, made


def test_every_entity_has_rows_and_the_counts_are_true(clinic):
    rows = {name: len(found) for name, found in clinic.rows().items()}
    own = [n for n, e in clinic.rulebook.schema.entities.items() if not e.parent]
    assert all(rows.values())
    assert {name: rows[name] for name in own} == dict(clinic.sample.rows)


def test_records_have_moved_on_through_their_workflow(clinic):
    states = Counter(record.state for record in clinic.every("visit"))
    assert states.keys() - {"booked"}
    moves = clinic.rulebook.tables.History
    assert moves.select().where(moves.action == "move").count() >= len(clinic.every("visit"))


def test_every_move_was_made_by_somebody_who_may(clinic):
    history = clinic.rulebook.tables.History
    pressed = history.select().where(history.action == "move")
    accounts_made = {account.id for account in clinic.rulebook.tables.Account.select()}
    assert {move.account for move in pressed} <= accounts_made


def test_the_sample_lies_in_the_year_before_now(clinic):
    stamps = [row["created_at"] for rows in clinic.rows().values() for row in rows]
    assert max(stamps) <= NOW and (NOW - min(stamps)).days <= DAYS
    assert clinic.rulebook.clock() == NOW


def test_every_role_has_an_account_that_may_sign_in(clinic):
    roles = {role for entry in clinic.sample.sign_ins for role in entry.roles}
    assert roles == clinic.rulebook.schema.roles.keys()
    for entry in clinic.sample.sign_ins:
        account = accounts.named(clinic.rulebook, entry.username)
        assert actor_of(clinic.rulebook, account).name == entry.name
        assert accounts.checked(clinic.rulebook, entry.username, PASSWORD)


def test_accounts_belong_to_different_people(clinic):
    found = clinic.rulebook.tables.Account.select()
    people = [account.person for account in found if account.person]
    assert len(people) == len(set(people)) > 1


def test_what_was_made_keeps_every_rule(clinic):
    session = Gate(clinic.rulebook, SYSTEM).session
    for name, rows in clinic.rows().items():
        entity = clinic.rulebook.schema.entities[name]
        for row in rows:
            assert judged(session, prepare(session, entity, session.row(name, row["id"]), {}))


def test_progress_goes_up_to_the_end(clinic):
    done = [each for each, _ in clinic.told]
    assert done == sorted(done) and clinic.told[-1][0] == clinic.told[-1][1]


def test_the_same_seed_and_moment_make_the_same_sample(clinic, tmp_path):
    again = made(tmp_path / "again")
    other = made(tmp_path / "other", seed=8)
    assert again.rows() == clinic.rows()
    assert other.rows() != clinic.rows()
    again.rulebook.tables.database.close()
    other.rulebook.tables.database.close()
