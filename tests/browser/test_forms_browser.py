"""Forms in a real Chromium: picking, lines, live totals, conditions, and nothing lost."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def pick(page, field, words, title):
    page.get_by_role("combobox", name=field).fill(words)
    page.get_by_role("option", name=title).click()


def test_a_record_is_picked_by_typing_and_keyboard(open_page, market):
    page = open_page("/e/sale/new")
    box = page.locator("#client")
    box.fill("恒远")
    expect(page.get_by_role("option", name="恒远公司")).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(page.locator("[name=client]")).to_have_value(str(market.clients[0]))
    expect(box).to_have_attribute("aria-expanded", "false")


def test_what_is_typed_before_the_script_is_there_is_looked_up_too(open_page, market):
    page, held = open_page("/e/sale"), []
    page.route("**/picker.js*", lambda route: held.append(route))
    page.goto("/e/sale/new")
    page.locator("#client").fill("恒远")
    page.wait_for_timeout(300)
    assert held and page.locator("[role=option]").count() == 0
    held[0].continue_()
    page.get_by_role("option", name="恒远公司").click()
    expect(page.locator("[name=client]")).to_have_value(str(market.clients[0]))


def test_a_default_follows_from_what_was_picked(open_page, market):
    page = open_page("/e/sale/new")
    pick(page, "顾客", "捷迅", "捷迅公司")
    expect(page.get_by_label("联系人")).to_have_value("钱进")


def test_a_default_follows_what_is_picked_until_somebody_writes(open_page, market):
    page = open_page("/e/sale/new")
    contact = page.get_by_label("联系人")
    for title, name in (("捷迅公司", "钱进"), ("恒远公司", "孙志强")):
        pick(page, "顾客", title[:2], title)
        expect(contact).to_have_value(name)
    contact.fill("周姐")
    pick(page, "顾客", "捷迅", "捷迅公司")
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    expect(contact).to_have_value("周姐")


def test_a_lines_default_follows_what_is_picked(open_page, market):
    page = open_page(f"/e/sale/{market.sale}/edit")
    page.get_by_role("button", name="加一行").click()
    row = page.locator("tr[data-row]").nth(2)
    for title, price in (("公路车", "3,200.00"), ("山地车", "2,800.00")):
        row.locator("[role=combobox]").fill(title)
        page.get_by_role("option", name=title).click()
        expect(row.locator("[data-cell=price] [data-control]")).to_have_value(price)
    row.locator("[data-cell=price] [data-control]").fill("2500")
    row.locator("[role=combobox]").fill("公路车")
    page.get_by_role("option", name="公路车").click()
    expect(row.locator("[data-cell=amount] output")).to_have_text("2,500.00")


def test_an_added_line_is_computed_and_summed_up_live(open_page, market):
    page = open_page(f"/e/sale/{market.sale}/edit")
    page.get_by_role("button", name="加一行").click()
    row = page.locator("tr[data-row]").nth(2)
    expect(row.locator("[role=combobox]")).to_be_focused()
    row.locator("[role=combobox]").fill("公路")
    page.get_by_role("option", name="公路车").click()
    expect(row.locator("[data-cell=price] [data-control]")).to_have_value("3,200.00")
    row.locator("[data-cell=qty] input").fill("5")
    expect(row.locator("[data-cell=amount] output")).to_have_text("16,000.00")
    expect(page.locator("[data-total=amount]")).to_have_text("25,100.00")


def test_a_picker_of_a_line_follows_the_form_around_it(open_page, market):
    page = open_page("/e/sale/new")
    page.get_by_label("产品线").select_option("spare")
    page.locator("#lines-first-article").press("ArrowDown")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_count(1)
    expect(options).to_contain_text("内胎")


def test_a_removed_line_can_be_put_back(open_page, market):
    page = open_page(f"/e/sale/{market.sale}/edit")
    page.get_by_role("button", name="删除这一行").first.click()
    expect(page.locator("[data-total=amount]")).to_have_text("2,700.00")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("[data-total=amount]")).to_have_text("9,100.00")


def test_lines_change_places_with_the_keyboard(open_page, market):
    page = open_page(f"/e/sale/{market.sale}/edit")
    page.locator("tr[data-row]").first.locator("[data-cell=qty] input").press("Alt+ArrowDown")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/e/sale/{market.sale}")
    quantities = [
        line.values["qty"] for line in market.gate.get("sale", market.sale).values["lines"]
    ]
    assert quantities == [1, 2]


def test_a_field_shows_when_its_condition_holds(open_page, market):
    page = open_page("/e/sale/new")
    expect(page.get_by_label("送货地址")).to_be_hidden()
    page.get_by_label("交付方式").select_option("truck")
    expect(page.get_by_label("送货地址")).to_be_visible()
    page.get_by_label("交付方式").select_option("pickup")
    expect(page.get_by_label("送货地址")).to_be_hidden()


def test_a_refused_form_keeps_everything_and_leads_to_the_problem(open_page, market):
    page = open_page("/e/sale/new")
    pick(page, "顾客", "恒远", "恒远公司")
    page.get_by_label("折扣").fill("80")
    page.get_by_label("备注").fill("下雨不送")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#client")).to_have_value("恒远公司")
    expect(page.get_by_label("备注")).to_have_value("下雨不送")
    page.get_by_role("alert").get_by_role("link", name="折扣").click()
    expect(page.get_by_label("折扣")).to_have_attribute("aria-invalid", "true")


def test_leaving_a_changed_form_asks_first(open_page, market):
    page = open_page("/e/sale/new")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("联系人").fill("某人")
    page.get_by_role("link", name="取消").click()
    page.wait_for_url("**/e/sale")
    assert asked == ["beforeunload"]


def test_several_records_are_picked_as_tokens_and_taken_off(open_page, market):
    page = open_page(f"/e/sale/{market.sale}/edit")
    pick(page, "标签", "样", "样品")
    page.locator("label.token", has_text="重点").click()
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/e/sale/{market.sale}")
    assert market.gate.get("sale", market.sale).values["badges"] == (market.badges[1],)


def test_a_short_date_is_completed(open_page, market):
    page = open_page("/e/sale/new")
    page.get_by_label("交货日期").fill("20260805")
    page.get_by_label("交货日期").blur()
    expect(page.get_by_label("交货日期")).to_have_value("2026-08-05")


def test_a_step_asks_in_a_dialog_and_keeps_it_open_until_it_is_answered(open_page, market):
    page = open_page(f"/e/sale/{market.sale}")
    page.get_by_role("link", name="取消").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("button", name="取消").click()
    expect(dialog.locator("#comment-error")).to_be_visible()
    dialog.get_by_label("意见").fill("客户延期")
    dialog.get_by_role("button", name="取消").click()
    expect(page.locator("h1")).to_contain_text("已取消")


def test_a_dialog_shows_and_requires_what_its_answers_ask_for(open_page, market):
    for move in ("submit", "approve"):
        market.gate.move("sale", market.sale, move)
    page = open_page(f"/e/sale/{market.sale}")
    page.get_by_role("link", name="发货").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("承运人").fill("顺丰")
    expect(dialog.get_by_label("送货地址")).to_be_hidden()
    dialog.get_by_label("交付方式").select_option(label="送货")
    expect(dialog.get_by_label("送货地址")).to_be_visible()
    expect(dialog.get_by_label("送货地址")).to_have_attribute("aria-required", "true")
    dialog.get_by_label("送货地址").fill("苏州园区")
    dialog.get_by_label("交付方式").select_option(label="自提")
    expect(dialog.get_by_label("送货地址")).to_be_hidden()
    dialog.get_by_label("交付方式").select_option(label="送货")
    expect(dialog.get_by_label("送货地址")).to_have_value("苏州园区")
    dialog.get_by_role("button", name="发货").click()
    expect(page.locator("h1")).to_contain_text("已发货")
    assert market.gate.get("sale", market.sale).values["address"] == "苏州园区"


def test_deleting_asks_before_it_is_done(open_page, market):
    page = open_page(f"/e/sale/{market.sale}")
    page.locator("summary[aria-label=更多操作]").click()
    page.get_by_role("button", name="删除").click()
    page.get_by_role("alertdialog").get_by_role("button", name="取消").click()
    assert not market.gate.get("sale", market.sale).deleted
    page.locator("summary[aria-label=更多操作]").click()
    page.get_by_role("button", name="删除").click()
    page.get_by_role("alertdialog").get_by_role("button", name="删除").click()
    expect(page.get_by_role("status").filter(has_text="已移入回收站")).to_be_visible()


def test_nothing_on_a_phone_is_wider_than_the_screen(open_page, market):
    page = open_page(f"/e/sale/{market.sale}/edit", viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_line_on_a_phone_marks_what_is_required(open_page, market):
    page = open_page(f"/e/sale/{market.sale}/edit", viewport={"width": 390, "height": 844})
    label = page.locator("[data-cell=article] .cell-label").first
    expect(label.locator(".req")).to_be_visible()
    expect(page.locator("[data-cell=remark] .cell-label .req").first).to_be_hidden()


def test_a_form_works_without_scripts(open_page, market):
    page = open_page("/e/sale/new", java_script_enabled=False)
    page.locator("#client").fill("恒远公司")
    page.locator("#lines-first-article").fill("C-2 山地车")
    page.locator("#lines-first-price").fill("2600")
    page.locator("[name=invoice][value=true]").check()
    page.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.locator("h1")).to_contain_text("XS2026002 恒远公司")


def test_keys_begin_a_record_edit_it_and_search(open_page, market):
    page = open_page("/e/sale", role="manager")
    page.keyboard.press("j")
    expect(page.locator("a.key").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/e/sale/{market.sale}", wait_until="networkidle")
    page.keyboard.press("e")
    page.wait_for_url("**/edit", wait_until="networkidle")
    page.keyboard.press("Control+k")
    page.keyboard.type("捷迅")
    expect(page.locator("#found-0")).to_contain_text("捷迅公司")
