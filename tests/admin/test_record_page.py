"""The page of a record: where it stands, what it shows to whom, what hangs on it."""


def test_a_record_shows_its_values_under_their_sections(as_role, market):
    text = as_role("mechanic").text(f"/e/sale/{market.sale}")
    assert "基本信息 顾客 恒远公司" in text
    assert "交付方式 自提" in text and "交货日期 2026-07-01" in text


def test_a_record_shows_whose_it_is_and_until_when(as_role, market):
    text = as_role("mechanic").text(f"/e/sale/{market.sale}")
    assert "李工 · 合计 9,100.00 元 · 2026-07-01 到期，还剩 16 天" in text


def test_a_field_that_one_may_not_read_is_not_there(as_role, market):
    path = f"/e/sale/{market.sale}"
    assert "毛利 800.00" in as_role("manager").text(path)
    assert "毛利" not in as_role("mechanic").text(path)


def test_a_field_whose_condition_does_not_hold_is_not_shown(as_role, market):
    assert "送货地址" not in as_role("mechanic").text(f"/e/sale/{market.sale}")


def test_the_lines_stand_in_a_table_with_their_total(as_role, market):
    text = as_role("mechanic").text(f"/e/sale/{market.sale}")
    assert "1 C-1 公路车 2 3,200.00 6,400.00" in text
    assert "合计 3 9,100.00" in text


def test_the_way_through_the_states_says_who_and_who_is_next(as_role, market):
    browser = as_role("mechanic")
    browser.get(f"/e/sale/{market.sale}")
    browser.post(f"/e/sale/{market.sale}/move/submit", {"_version": "1"})
    text = browser.text(f"/e/sale/{market.sale}")
    assert "草稿 mechanic，06-15 09:30 待批准 等待店长 备货中 已发货" in text


def test_a_loop_in_the_states_is_not_walked_twice(as_role, market):
    for move, asked in (("submit", {}), ("send_back", {"comment": "单价不对"}), ("submit", {})):
        market.gate.move("sale", market.sale, move, asked)
    text = as_role("manager").text(f"/e/sale/{market.sale}")
    assert text.count("系统，06-15 09:30") == 1


def test_the_history_tells_values_before_and_after_in_words(as_role, market, fill):
    changes = {
        "client": str(market.clients[1]),
        "client__text": "捷迅公司",
        "client__was": "捷迅公司",
        "line": "spare",
    }
    row = market.gate.get("sale", market.sale).values["lines"][0]
    fill(
        as_role("mechanic"),
        f"/e/sale/{market.sale}/edit",
        {**changes, f"lines-{row.id}-price": "3000"},
    )
    text = as_role("mechanic").text(f"/e/sale/{market.sale}")
    assert "顾客 恒远公司 → 捷迅公司" in text or "产品线 整车 → 零件" in text


def test_a_change_of_a_line_is_in_the_history(as_role, market, fill):
    row = market.gate.get("sale", market.sale).values["lines"][0]
    fill(as_role("mechanic"), f"/e/sale/{market.sale}/edit", {f"lines-{row.id}-price": "3000"})
    assert "单价 3,200.00 → 3,000.00" in as_role("mechanic").text(f"/e/sale/{market.sale}")


def test_what_others_may_not_read_is_not_in_their_history(as_role, market, fill):
    fill(as_role("manager"), f"/e/sale/{market.sale}/edit", {"margin": "950"})
    assert "800.00 → 950.00" in as_role("manager").text(f"/e/sale/{market.sale}")
    assert "950" not in as_role("mechanic").text(f"/e/sale/{market.sale}")


def test_records_that_link_here_are_listed_and_can_be_begun(as_role, market):
    market.gate.create("complaint", {"sale": market.sale, "content": "包装破损"})
    browser = as_role("mechanic")
    assert "投诉 1" in browser.text(f"/e/sale/{market.sale}") and "包装破损" in browser.text(
        f"/e/sale/{market.sale}"
    )
    assert f"/e/complaint/new?sale={market.sale}" in browser.get(f"/e/sale/{market.sale}").get_data(
        as_text=True
    )


def test_a_document_that_cannot_be_printed_yet_says_when_it_can(as_role, market):
    text = as_role("mechanic").text(f"/e/sale/{market.sale}")
    assert "销售小票 状态为“已发货”时才能打印" in text


def test_a_document_is_printed_once_its_time_has_come(as_role, market):
    for move, asked in (("submit", {}), ("approve", {}), ("ship", {"carrier": "顺丰"})):
        market.gate.move("sale", market.sale, move, asked)
    browser = as_role("mechanic")
    assert f"/e/sale/{market.sale}/print/receipt" in browser.get(f"/e/sale/{market.sale}").get_data(
        as_text=True
    )
    response = browser.get(f"/e/sale/{market.sale}/print/receipt")
    assert response.mimetype == "application/pdf" and response.data.startswith(b"%PDF")


def test_a_document_of_another_entity_is_not_there(as_role, market):
    assert as_role("mechanic").get("/e/client/1/print/receipt").status_code == 404


def test_what_may_not_be_seen_does_not_exist(as_role, market):
    assert as_role("staff").get(f"/e/sale/{market.sale}").status_code == 404


def test_a_record_is_deleted_into_the_bin(as_role, market):
    browser = as_role("mechanic")
    browser.get(f"/e/sale/{market.sale}")
    response = browser.post(f"/e/sale/{market.sale}/delete", {"version": "1"})
    assert response.location.endswith("/e/sale")
    assert market.gate.get("sale", market.sale, deleted=True).deleted


def test_a_record_that_is_still_used_stays_and_the_page_says_by_what(as_role, market):
    market.gate.create("complaint", {"sale": market.sale, "content": "包装破损"})
    browser = as_role("mechanic")
    browser.get(f"/e/sale/{market.sale}")
    browser.post(f"/e/sale/{market.sale}/delete", {"version": "1"})
    assert "包装破损" in browser.text(f"/e/sale/{market.sale}")
    assert not market.gate.get("sale", market.sale).deleted


def test_edit_and_delete_are_offered_to_those_who_may(as_role, market):
    path = f"/e/sale/{market.sale}"
    page = as_role("mechanic").get(path).get_data(as_text=True)
    assert f"{path}/edit" in page and f"{path}/delete" in page
    market.gate.move("sale", market.sale, "submit")
    later = as_role("mechanic").get(path).get_data(as_text=True)
    assert f"{path}/edit" not in later and f"{path}/delete" not in later


def test_text_of_a_record_is_never_markup(as_role, market):
    market.gate.update("sale", market.sale, {"note": "<script>alert(1)</script>"}, 1)
    page = as_role("mechanic").get(f"/e/sale/{market.sale}").get_data(as_text=True)
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_a_record_page_takes_few_statements(as_role, market, rulebook, monkeypatch):
    browser, database = as_role("manager"), rulebook.tables.database
    browser.get(f"/e/sale/{market.sale}")
    seen, execute = [], database.execute_sql
    monkeypatch.setattr(
        database, "execute_sql", lambda sql, *rest: seen.append(sql) or execute(sql, *rest)
    )
    assert browser.get(f"/e/sale/{market.sale}").status_code == 200
    assert len(seen) <= 15, "\n".join(seen)
