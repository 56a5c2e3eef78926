"""Records as templates see them: read-only, through the gate, and noted."""

import io
from decimal import Decimal

import pytest

from records.actor import SYSTEM
from records.gate import Gate
from reports.values import PRINTED, Picture, words
from reports.views import Reader, RecordView
from schema.types import TYPES

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def view(owner, booking) -> RecordView:
    return Reader(owner).view(owner.get("booking", booking))


def test_every_field_type_has_words_on_paper():
    assert PRINTED.keys() == TYPES.keys()


def test_links_are_followed_and_lines_are_rows(view):
    assert (
        view.boat.kind == "sail" and words(view.boat.kind) == "帆船" and str(view.boat) == "飞鱼号"
    )
    assert [(line.what, line.amount) for line in view.extras] == [
        ("救生衣", Decimal(50)),
        ("船长", Decimal(300)),
    ]


def test_a_line_leads_back_to_its_record(view):
    assert view.extras[0].booking.guest == "李安"


def test_money_is_a_number_that_prints_as_money(view):
    assert (
        view.total == 350
        and words(view.total) == "350.00"
        and words(view.total + 1) == Decimal("351.00")
    )


def test_what_is_empty_is_none_and_what_is_unknown_is_an_error(view):
    assert view.since is None and view.version == 1
    with pytest.raises(AttributeError):
        _ = view.gest


def test_nothing_can_be_set(view):
    with pytest.raises(AttributeError):
        view.guest = "别人"


def test_labels_follow_paths(owner):
    reader = Reader(owner)
    assert (
        reader.label("booking", "extras.qty") == "数量"
        and reader.label("booking", "boat.cost") == "造价"
    )


def test_a_record_that_one_may_not_read_is_empty_but_keeps_its_title(hire, booking, owner):
    nobody = Gate(hire, owner.actor.__class__(None, "n", "无", None, frozenset()))
    view = Reader(nobody).view(owner.get("booking", booking))
    assert view.boat.kind is None and str(view.boat) == "飞鱼号"


def test_the_reader_notes_exactly_what_was_looked_at(owner, booking):
    reader = Reader(owner)
    view = reader.view(owner.get("booking", booking))
    assert view.guest and view.boat.name and view.total
    assert reader.seen[f"booking:{booking}"] == {
        "version": 1, "title": "ZC202601 李安", "guest": "李安", "boat": 1, "total": "350.00",
    }  # fmt: skip
    assert reader.seen["boat:1"]["name"] == "飞鱼号" and "cost" not in reader.seen["boat:1"]


def test_a_picture_field_is_data(hire, owner, booking):
    Gate(hire, SYSTEM).attach("boat", 1, io.BytesIO(DOT), "船.png", "photo")
    picture = Reader(owner).view(owner.get("boat", 1)).photo
    assert isinstance(picture, Picture)
    assert picture.uri.startswith("data:image/png;base64,iVBOR") and words(picture)
