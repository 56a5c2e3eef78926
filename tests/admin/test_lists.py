"""Lists: rows and columns that may be seen, conditions, totals, views, few statements."""

import logging
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from tests.admin.conftest import words


@contextmanager
def statements():
    """The SQL statements that run inside, in order."""
    found = []

    class Collector(logging.Handler):
        def emit(self, record):
            found.append(str(record.msg[0]))

    log, collector = logging.getLogger("peewee"), Collector()
    log.addHandler(collector)
    level = log.level
    log.setLevel(logging.DEBUG)
    try:
        yield found
    finally:
        log.removeHandler(collector)
        log.setLevel(level)


def test_a_list_shows_the_declared_columns_of_everything_one_may_see(as_role):
    text = as_role("manager").text("/e/repair")
    assert "共 4 条" in text
    for word in ("WX202606001", "CJ-001", "李工", "120.50", "成本（元）", "草稿"):
        assert word in text


def test_a_list_leaves_out_rows_and_columns_of_others(as_role):
    text = as_role("mechanic").text("/e/repair")
    assert "共 2 条" in text and "成本" not in text
    assert "WX202606001" in text and "WX202606003" not in text


def test_what_one_may_not_read_at_all_is_forbidden_and_not_in_the_menu(as_role):
    guest = as_role("guest")
    assert guest.get("/e/repair").status_code == 403
    assert "维修单" not in guest.text("/")


def test_a_private_field_is_in_no_list_nor_chosen_as_a_column(as_role):
    text = as_role("staff").text("/e/bicycle?col=frame&col=mobile")
    assert "CJ-001" in text and "13900001111" not in text and "手机" not in text


def test_columns_can_be_chosen(as_role):
    text = as_role("manager").text("/e/repair?col=number&col=kind&col=created_at")
    assert "刹车" in text and "2026-06-15 09:30" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("f.kind=brake", {"001"}),
        ("f.kind=brake&f.kind=other", {"001", "003"}),
        ("f.kind=_empty", {"004"}),
        ("f.price.from=100&f.price.to=300", {"001", "002"}),
        ("f.price.from=1,000", {"004"}),
        ("f.taken_on=this_month", {"001", "003", "004"}),
        ("f.taken_on=last_month", {"002"}),
        ("f.taken_on.to=2026-05-31", {"002"}),
        ("f.warranty=yes", {"004"}),
        ("f.note=要", {"003"}),
        ("f.created_at=today", {"001", "002", "003", "004"}),
        ("f.number=WX202606003", {"003"}),
        ("q=WX202606002", {"002"}),
        ("f.state=draft&f.due_on=past", {"001"}),
        ("f.share.from=20%25&f.share.to=50%25", {"002"}),
    ],
)
def test_conditions_narrow_a_list(as_role, query, found):
    text = as_role("manager").text(f"/e/repair?{query}")
    assert {n for n in ("001", "002", "003", "004") if f"WX202606{n}" in text} == found


def test_a_condition_on_a_link_shows_the_records_name(as_role, shop):
    text = as_role("manager").text(f"/e/repair?f.mechanic={shop.people['王工']}")
    assert "技师 王工" in text and "符合条件的有 2 条" in text


def test_a_chip_reads_as_a_sentence(as_role):
    text = as_role("manager").text("/e/repair?f.taken_on=this_month&f.price.from=100&f.kind=brake")
    assert "接车日期 本月" in text and "金额 100.00 起" in text and "类别 刹车" in text


def test_a_condition_that_is_not_understood_says_so_and_narrows_nothing(as_role):
    text = as_role("manager").text("/e/repair?f.price.from=viel")
    assert "金额 看不懂" in text and "WX202606004" in text


def test_sums_are_of_the_page_and_of_everything_found(as_role, shop):
    for _ in range(20):
        shop.gate.create("repair", {"bicycle": shop.bicycles[0], "price": "1.25"})
    text = as_role("manager").text("/e/repair?size=20")
    assert "本页 20 条合计" in text and "全部 24 条合计 1,000,525.50" in text


def test_sums_leave_out_what_one_may_not_see(as_role):
    text = as_role("mechanic").text("/e/repair")
    assert "420.50" in text and "130.00" not in text


def test_a_heading_sorts_and_turns_the_order_round(as_role):
    browser = as_role("manager")
    page = browser.get("/e/repair?sort=-price").get_data(as_text=True)
    assert 'aria-sort="descending"' in page and "sort=price" in page
    assert page.index("WX202606004") < page.index("WX202606002") < page.index("WX202606003")


def test_a_page_past_the_end_is_the_last_one(as_role):
    assert "第 1–4 条，共 4 条" in as_role("manager").text("/e/repair?page=7")


def test_an_overdue_record_says_how_late_it_is(as_role):
    text = as_role("manager").text("/e/repair")
    assert "逾期 3 天" in text and "其中 1 条逾期" in text


def test_nothing_found_names_the_conditions_and_one_way_out(as_role):
    text = as_role("manager").text("/e/repair?q=nirgends&f.kind=brake")
    assert "没有符合条件的记录 当前筛选：查找“nirgends”；类别为刹车。 清除筛选" in text


def test_an_empty_list_offers_to_begin(as_role, shop):
    assert "还没有顾客" in as_role("staff").text("/e/client")


def test_the_usual_views_are_tabs(as_role):
    browser = as_role("mechanic")
    assert "全部 2 未完成 我的 已逾期" in browser.text("/e/repair")


def test_a_view_can_be_kept_shared_and_removed(as_role):
    manager = as_role("manager")
    manager.get("/e/repair?f.kind=brake&page=1")
    manager.post("/e/repair/views", {"name": "刹车 活", "query": "f.kind=brake", "shared": "yes"})
    assert "视图“刹车 活”已保存。" in manager.text("/e/repair?f.kind=brake")
    assert "刹车 活" in as_role("mechanic").text("/e/repair")
    assert as_role("mechanic").post("/e/repair/views/1/remove").status_code == 404
    manager.get("/e/repair?f.kind=brake")
    manager.post("/e/repair/views/1/remove", {"next": "/e/repair"})
    assert "刹车 活" not in as_role("mechanic").text("/e/repair")


def test_a_view_of_ones_own_is_not_shown_to_others(as_role):
    manager = as_role("manager")
    manager.post("/e/repair/views", {"name": "我的视图", "query": "f.kind=brake"})
    assert "我的视图" in manager.text("/e/repair")
    assert "我的视图" not in as_role("mechanic").text("/e/repair")


@pytest.mark.parametrize("count", [0, 60])
def test_a_list_takes_three_statements_and_one_for_the_account(as_role, shop, count):
    for n in range(count):
        shop.gate.create("repair", {"bicycle": shop.bicycles[n % 3], "price": n})
    browser = as_role("manager")
    browser.get("/e/repair?sort=number")
    with statements() as found:
        assert browser.get("/e/repair?sort=number&f.state=draft").status_code == 200
    asked = [sql for sql in found if sql.lstrip("( ").upper().startswith("SELECT")]
    own = [sql for sql in asked if "rb_account" in sql or "rb_setting" in sql]
    # The stamp of the settings is two statements, asked at most once a second.
    assert len(asked) - len(own) <= 3 and len(own) <= 3


def test_the_records_of_a_link_can_be_looked_for(as_role, shop):
    found = as_role("staff").get("/e/worker/pick?q=王").json
    assert found == [{"id": shop.people["王工"], "title": "王工", "detail": ""}]


def test_words_of_users_are_shown_as_they_are_not_as_markup(as_role, shop):
    shop.gate.create("bicycle", {"frame": "<b>CJ</b>", "owner_name": "<script>x</script>"})
    page = as_role("staff").get("/e/bicycle").get_data(as_text=True)
    assert "&lt;b&gt;CJ&lt;/b&gt;" in page and "<script>x" not in page


def test_chosen_records_are_deleted_and_those_in_use_stay(as_role, shop):
    browser = as_role("manager")
    browser.get("/e/repair")
    response = browser.post(
        "/e/repair/bulk/delete",
        {"ids": shop.repairs[:2], "next": "/e/repair"},
        follow_redirects=True,
    )
    assert "已把 2 条移到回收站" in words(response) and "共 2 条" in words(response)
    used = browser.post(
        "/e/bicycle/bulk/delete", {"ids": [shop.bicycles[2]]}, follow_redirects=True
    )
    assert "CJ-003" in words(used)


def test_what_one_may_not_delete_stays(as_role, shop):
    browser = as_role("mechanic")
    response = browser.post("/e/repair/bulk/delete", {"ids": shop.repairs}, follow_redirects=True)
    assert "已把 2 条移到回收站" in words(response)
    assert len(shop.gate.find("repair").records) == 2


def printer_of(pages):
    """Prints blank pages, so many for each document."""

    def blank(report, gate, key):
        writer, stream = PdfWriter(), BytesIO()
        for _ in range(pages):
            writer.add_blank_page(595, 842)
        writer.write(stream)
        return stream.getvalue()

    return blank


def test_documents_of_chosen_records_come_as_one_file(app, as_role, shop):
    app.extensions["rulebook"] = replace(app.extensions["rulebook"], printer=printer_of(2))
    browser = as_role("manager")
    response = browser.post("/e/sale/bulk/print", {"ids": [1, 2, 3], "report": "receipt"})
    assert response.mimetype == "application/pdf"
    assert len(PdfReader(BytesIO(response.get_data())).pages) == 6


@pytest.mark.parametrize("report", ["receipt", "none", ""])
def test_only_a_document_of_this_entity_is_printed(as_role, shop, report):
    browser = as_role("manager")
    given = {"ids": shop.repairs, "report": report}
    assert browser.post("/e/repair/bulk/print", given).status_code == 404
