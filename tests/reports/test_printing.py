"""Documents of records and boards, through the gate and into the ledger."""

import io

import pypdfium2
import pytest
from pypdf import PdfReader

from kpi.period import Period
from records.actor import SYSTEM, Actor
from records.gate import Gate
from records.refusals import Forbidden, NotFound
from reports import ledger
from reports.printing import Printer


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def grey(pdf: bytes) -> int:
    """How many dots of the first page have the colour of a watermark."""
    book = pypdfium2.PdfDocument(pdf)
    dots = book[0].render(scale=0.5).to_numpy()
    book.close()
    return int(((dots > 225) & (dots < 245)).all(axis=2).sum())


def confirm(rulebook, id):
    Gate(rulebook, SYSTEM).move("booking", id, "confirm")


def test_a_document_shows_the_record_in_words(printer, owner, booking):
    text = text_of(printer.record_pdf("receipt", owner, booking)).replace(" ", "").replace("\n", "")
    shown = [
        "租船收据",
        "李安",
        "飞鱼号",
        "帆船",
        "9,000.00",
        "2026年6月20日",
        "32.5%",
        "救生衣",
        "50.00",
        "350.00",
    ]
    shown += [
        "大写：叁佰伍拾元整",
        "押金200.00",
        "平安出航",
        "早上八点",
        "自带午餐",
        "同船：1次",
        "会员—",
    ]
    assert not [word for word in shown if word not in text]


def test_the_footer_says_number_code_page_who_and_when(printer, owner, booking):
    text = text_of(printer.record_pdf("receipt", owner, booking))
    code = ledger_row(printer).sha256 and "校验码"
    for word in (
        "ZC202601",
        code,
        "第 1 页，共 1 页",
        "2026-06-15 10:30 王船长 打印",
        "第 1 版",
        "东湖游船公司",
    ):
        assert word in text


def ledger_row(printer):
    table = printer.rulebook.tables.Print
    return table.select().order_by(table.id.desc()).first()


def test_a_draft_has_a_watermark_and_the_final_one_has_none(printer, owner, booking, hire):
    draft = grey(printer.record_pdf("receipt", owner, booking))
    confirm(hire, booking)
    final = grey(printer.record_pdf("receipt", owner, booking))
    assert draft > 2000 and final < draft / 4


def test_the_same_record_gives_the_same_bytes(printer, owner, booking):
    assert printer.record_pdf("receipt", owner, booking) == printer.record_pdf(
        "receipt", owner, booking
    )


def test_another_process_gives_the_same_bytes(printer, owner, booking, fonts_folder, hire):
    again = Printer(hire, fonts_folder)
    assert printer.record_pdf("receipt", owner, booking) == again.record_pdf(
        "receipt", owner, booking
    )


def test_who_may_not_print_is_told_why(printer, guest, booking):
    with pytest.raises(Forbidden) as refusal:
        printer.record_pdf("receipt", guest, booking)
    assert refusal.value.reason


def test_a_record_that_the_report_is_not_for_is_refused_with_a_reason(printer, owner, hire):
    boat = Gate(hire, SYSTEM).create("boat", {"name": "空船"})
    bare = Gate(hire, SYSTEM).create("booking", {"boat": boat.id, "guest": "无项目"})
    with pytest.raises(Forbidden, match="租船收据"):
        printer.record_pdf("receipt", owner, bare.id)


def test_a_record_that_is_not_there_is_not_printed(printer, owner):
    with pytest.raises(NotFound):
        printer.record_pdf("receipt", owner, 4711)


def test_a_field_that_one_may_not_read_is_a_dash(printer, clerk, booking):
    text = text_of(printer.record_pdf("receipt", clerk, booking)).replace("\n", "")
    assert "飞鱼号" in text and "9,000.00" not in text and "造价—" in text


def test_each_print_is_counted_and_in_the_history(printer, owner, booking, hire):
    for _ in range(2):
        printer.record_pdf("receipt", owner, booking)
    row = ledger_row(printer)
    assert (row.copy_number, row.number, row.draft, row.pages, row.who) == (
        2,
        "ZC202601",
        True,
        1,
        "王船长",
    )
    assert row.snapshot["records"][f"booking:{booking}"]["guest"] == "李安"
    actions = [entry.action for entry in Gate(hire, SYSTEM).history("booking", booking)]
    assert actions.count("print") == 2


def test_the_ledger_is_a_chain_that_breaks_when_somebody_changes_it(printer, owner, booking, hire):
    for _ in range(3):
        printer.record_pdf("receipt", owner, booking)
    assert list(ledger.broken(hire)) == []
    hire.tables.Print.update(number="ZC999").where(hire.tables.Print.id == 2).execute()
    assert list(ledger.broken(hire)) == [3]


def test_the_check_code_changes_with_what_the_document_shows(printer, owner, booking, hire):
    before = ledger_row_after(printer, owner, booking)
    Gate(hire, SYSTEM).update("booking", booking, {"guest": "赵云"}, None)
    after = ledger_row_after(printer, owner, booking)
    assert before.snapshot != after.snapshot and before.sha256 != after.sha256


def ledger_row_after(printer, owner, booking):
    printer.record_pdf("receipt", owner, booking)
    return ledger_row(printer)


def test_many_records_become_one_file_with_a_bookmark_each(printer, owner, booking, hire):
    boat = Gate(hire, SYSTEM).create("boat", {"name": "小舟"})
    lines = [{"what": f"项目{n}", "price": "1"} for n in range(90)]
    second = Gate(hire, SYSTEM).create(
        "booking", {"boat": boat.id, "guest": "长单", "extras": lines}
    )
    told = []
    pdf = printer.merged_pdf(
        "receipt", owner, [booking, second.id], lambda done, total: told.append((done, total))
    )
    book = PdfReader(io.BytesIO(pdf))
    assert [item.title for item in book.outline] == ["ZC202601 租船收据", "ZC202602 租船收据"]
    assert len(book.pages) > 3 and told == [(1, 2), (2, 2)]
    assert all("项目" in page.extract_text() for page in book.pages)


def test_a_refusal_among_many_prints_nothing(printer, owner, booking):
    with pytest.raises(NotFound):
        printer.merged_pdf("receipt", owner, [booking, 4711])
    assert ledger_row(printer) is None


def test_a_board_is_printed_over_its_periods(printer, owner, booking):
    pdf = printer.dashboard_pdf("figures", owner, Period.parse("2026-06"))
    book = PdfReader(io.BytesIO(pdf))
    text = book.pages[0].extract_text()
    for word in ("经营指标表", "4月", "5月", "6月", "收入 ≥ 300", "350.00 met", "2026-04–2026-06"):
        assert word in text
    assert book.pages[0].mediabox.width > book.pages[0].mediabox.height


def test_a_board_is_refused_to_roles_that_may_not_see_it(printer, guest):
    with pytest.raises(Forbidden):
        printer.dashboard_pdf("figures", guest, Period.parse("2026-06"))


def test_a_reader_of_traditional_script_gets_it(printer, owner, booking, fonts_folder):
    actor = Actor(None, "w", "王", None, frozenset({"boss"}), "zh_TW")
    text = text_of(printer.record_pdf("receipt", Gate(printer.rulebook, actor), booking))
    assert "大寫" in text and "第 1 頁" in text and "李安" in text
