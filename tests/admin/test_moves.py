"""Transitions: whose buttons show, what is asked, what is refused, what is done."""


def state(market):
    return market.gate.get("sale", market.sale).state


def test_one_sees_the_buttons_that_one_may_press(as_role, market):
    market.gate.move("sale", market.sale, "submit")
    path = f"/e/sale/{market.sale}"
    assert "批准" in as_role("manager").text(path) and "退回" in as_role("manager").text(path)
    mechanic = as_role("mechanic").get(path).get_data(as_text=True)
    assert f"{path}/move/approve" not in mechanic and f"{path}/move/call_off" in mechanic


def test_the_next_step_is_the_one_filled_button(as_role, market):
    market.gate.move("sale", market.sale, "submit")
    page = as_role("manager").get(f"/e/sale/{market.sale}").get_data(as_text=True)
    assert page.count("btn-primary") == 1
    assert '<button class="btn btn-primary">批准</button>' in page


def test_a_button_that_is_refused_stands_with_its_reason(as_role, market):
    market.gate.update(
        "sale", market.sale, {"lines": [{"article": market.articles[0], "qty": 100}]}, 1
    )
    market.gate.move("sale", market.sale, "submit")
    browser = as_role("manager")
    page = browser.get(f"/e/sale/{market.sale}").get_data(as_text=True)
    assert 'aria-disabled="true"' in page and "/move/approve" not in page
    assert "批准 ：超过十万元的销售单由总部批准" in browser.text(f"/e/sale/{market.sale}")


def test_a_step_that_asks_nothing_is_done_at_once(as_role, market):
    browser = as_role("mechanic")
    browser.get(f"/e/sale/{market.sale}")
    response = browser.post(f"/e/sale/{market.sale}/move/submit", {"_version": "1"})
    assert response.status_code == 302 and state(market) == "approval"


def test_a_step_asks_for_its_fields_and_stores_them(as_role, market, fill):
    for move in ("submit", "approve"):
        market.gate.move("sale", market.sale, move)
    browser = as_role("mechanic")
    assert "承运人" in browser.text(f"/e/sale/{market.sale}/move/ship")
    fill(browser, f"/e/sale/{market.sale}/move/ship", {"carrier": "顺丰"})
    values = market.gate.get("sale", market.sale).values
    assert values["carrier"] == "顺丰" and str(values["shipped_on"]) == "2026-06-15"


def test_what_is_asked_must_be_written(as_role, market, fill):
    for move in ("submit", "approve"):
        market.gate.move("sale", market.sale, move)
    response = fill(as_role("mechanic"), f"/e/sale/{market.sale}/move/ship", {"carrier": ""})
    assert response.status_code == 422 and 'id="carrier-error"' in response.get_data(as_text=True)
    assert state(market) == "packing"


def test_a_step_asks_a_field_only_while_it_shows(as_role, market, fill):
    for move in ("submit", "approve"):
        market.gate.move("sale", market.sale, move)
    browser, path = as_role("mechanic"), f"/e/sale/{market.sale}/move/ship"
    hidden = '<div class="field two" data-field="address" hidden>'
    assert hidden in browser.get(path).get_data(as_text=True)
    # Without a script the page comes back with the field, and with what was typed.
    answers = {"carrier": "顺丰", "delivery": "truck"}
    response = fill(browser, path, answers)
    page = response.get_data(as_text=True)
    assert response.status_code == 422 and hidden not in page
    assert 'id="address-error"' in page and 'value="顺丰"' in page
    fill(browser, path, {**answers, "address": "苏州园区"})
    assert state(market) == "shipped"
    assert market.gate.get("sale", market.sale).values["address"] == "苏州园区"


def test_what_a_step_does_not_show_is_not_stored(as_role, market, fill):
    for move in ("submit", "approve"):
        market.gate.move("sale", market.sale, move)
    typed = {"carrier": "顺丰", "delivery": "pickup", "address": "苏州园区"}
    fill(as_role("mechanic"), f"/e/sale/{market.sale}/move/ship", typed)
    assert state(market) == "shipped"
    assert market.gate.get("sale", market.sale).values["address"] is None


def test_a_comment_goes_into_the_history(as_role, market, fill):
    market.gate.move("sale", market.sale, "submit")
    browser = as_role("manager")
    fill(browser, f"/e/sale/{market.sale}/move/send_back", {"comment": "单价不对"})
    assert "manager 退回 单价不对" in browser.text(f"/e/sale/{market.sale}")


def test_a_missing_comment_is_asked_for_at_its_box(as_role, market, fill):
    market.gate.move("sale", market.sale, "submit")
    response = fill(as_role("manager"), f"/e/sale/{market.sale}/move/send_back", {"comment": " "})
    assert response.status_code == 422 and 'id="comment-error"' in response.get_data(as_text=True)


def test_a_step_that_is_not_mine_says_so(as_role, market):
    market.gate.move("sale", market.sale, "submit")
    response = as_role("mechanic").get(f"/e/sale/{market.sale}/move/approve")
    assert response.status_code == 403 and state(market) == "approval"


def test_a_step_that_does_not_exist_is_not_found(as_role, market):
    assert as_role("manager").get(f"/e/sale/{market.sale}/move/fly").status_code == 404


def test_a_step_on_an_old_version_leads_back_to_the_record(as_role, market):
    market.gate.update("sale", market.sale, {"note": "新"}, 1)
    browser = as_role("mechanic")
    browser.get(f"/e/sale/{market.sale}")
    browser.post(f"/e/sale/{market.sale}/move/submit", {"_version": "1"})
    assert state(market) == "draft"


def test_a_dialog_is_told_where_to_go(as_role, market):
    browser = as_role("mechanic")
    browser.get(f"/e/sale/{market.sale}")
    asked = {"comment": "客户延期", "_version": "1"}
    headers = {"X-Requested-With": "dialog"}
    response = browser.post(f"/e/sale/{market.sale}/move/call_off", asked, headers=headers)
    assert response.get_json() == {"go": f"/e/sale/{market.sale}"} and state(market) == "called_off"
