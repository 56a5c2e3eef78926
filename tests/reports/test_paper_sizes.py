"""A report is printed on the paper that it declares."""

import pypdfium2
import pytest

from reports.page import SIZES
from schema.load import load
from schema.shapes import PAPERS
from tests.reports.conftest import opened
from tests.reports.hire import HIRE, RECEIPT, TABLE

MILLIMETRE = 72 / 25.4


@pytest.fixture
def hire(request, tmp_path):
    """The boat hire, whose receipt is printed on the paper of the test."""
    folder = tmp_path / "hire"
    (folder / "reports").mkdir(parents=True)
    text = HIRE.replace(
        "template: receipt.html,", f"template: receipt.html, paper: {request.param},"
    )
    (folder / "hire.yaml").write_text(text, "utf-8")
    (folder / "reports" / "receipt.html").write_text(RECEIPT, "utf-8")
    (folder / "reports" / "table.html").write_text(TABLE, "utf-8")
    yield from opened(load(folder), tmp_path)


@pytest.mark.parametrize("hire", PAPERS, indirect=True)
def test_every_page_has_the_size_and_direction_that_are_declared(hire, printer, owner, booking):
    size, *turned = hire.schema.reports["receipt"].paper.split()
    upright = [side * MILLIMETRE for side in SIZES[size]]
    book = pypdfium2.PdfDocument(printer.record_pdf("receipt", owner, booking))
    for page in book:
        width, height = page.get_size()
        assert [width, height] == pytest.approx(upright[::-1] if turned else upright, abs=1.5)
        words = page.get_textpage()
        assert "校验码" in words.get_text_range()
        boxes = [words.get_rect(n) for n in range(words.count_rects())]
        margin = 8 * MILLIMETRE
        assert boxes and all(
            left > margin and bottom > margin and right < width - margin and top < height - margin
            for left, bottom, right, top in boxes
        )
    book.close()
