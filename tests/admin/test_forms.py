"""New records and changes: what a form offers, keeps, refuses and stores."""

import json

import pytest


def new_sale(market, **more):
    return {
        "client": str(market.clients[1]),
        "client__text": "捷迅公司",
        "client__was": "捷迅公司",
        "invoice": "true",
        "lines-first-article": str(market.articles[0]),
        "lines-first-article__text": "C-1 公路车",
        "lines-first-article__was": "C-1 公路车",
        "lines-first-qty": "3",
        "lines-first-price": "3,100.50",
        **more,
    }


def test_a_new_form_starts_with_the_defaults(as_role, market):
    page = as_role("mechanic").get("/e/sale/new").get_data(as_text=True)
    assert 'value="2026-06-15"' in page
    assert '<option value="pickup" selected>' in page


def test_a_new_form_has_only_fields_that_may_be_written(as_role, market):
    page = as_role("mechanic").get("/e/sale/new").get_data(as_text=True)
    assert 'name="contact"' in page
    assert (
        'name="seller"' not in page
        and 'name="margin"' not in page
        and 'name="shipped_on"' not in page
    )


def test_what_may_be_read_but_not_written_is_only_shown(as_role, market):
    assert "销售员 李工 登录的人" in as_role("mechanic").text("/e/sale/new")


def test_a_field_for_managers_is_on_their_form_only(as_role, market):
    path = f"/e/sale/{market.sale}/edit"
    assert "毛利" in as_role("manager").text(path)
    assert "毛利" not in as_role("mechanic").text(path)


def test_a_good_form_stores_the_record_with_its_lines(as_role, market, fill):
    response = fill(as_role("mechanic"), "/e/sale/new", new_sale(market))
    record = market.gate.get("sale", int(response.location.rpartition("/")[2]))
    assert record.title == "XS2026002 捷迅公司"
    assert [(line.values["qty"], str(line.values["price"])) for line in record.values["lines"]] == [
        (3, "3100.50")
    ]


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_write(as_role, market, fill):
    typed = new_sale(market, discount="50", note="随货附检验报告", client__text="无此公司")
    response = fill(as_role("mechanic"), "/e/sale/new", typed)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "随货附检验报告" in page and 'value="无此公司"' in page and 'value="3,100.50"' in page
    assert 'href="#discount"' in page and 'id="discount-error"' in page


def test_a_problem_of_a_line_stands_at_the_line(as_role, market, fill):
    response = fill(
        as_role("mechanic"), "/e/sale/new", new_sale(market, **{"lines-first-qty": "0"})
    )
    page = response.get_data(as_text=True)
    assert 'href="#lines-first-qty"' in page and 'aria-describedby="lines-first-qty-error"' in page
    assert "商品明细第 1 行、数量" in page


def test_a_title_written_by_hand_is_looked_up(as_role, market, fill):
    typed = new_sale(market, client="", client__was="", client__text="恒远公司")
    response = fill(as_role("mechanic"), "/e/sale/new", typed)
    record = market.gate.get("sale", int(response.location.rpartition("/")[2]))
    assert record.titles["client"] == "恒远公司"


def test_digits_written_by_hand_are_not_taken_for_an_id(as_role, market, fill):
    typed = new_sale(market, client="", client__was="", client__text=str(market.clients[0]))
    assert fill(as_role("mechanic"), "/e/sale/new", typed).status_code == 422


def test_the_offered_blank_line_is_no_line(as_role, market, fill):
    blank = dict.fromkeys(
        ("lines-first-article", "lines-first-article__text", "lines-first-article__was"), ""
    )
    typed = new_sale(market, **blank, **{"lines-first-qty": "1", "lines-first-price": ""})
    response = fill(as_role("mechanic"), "/e/sale/new", typed)
    assert response.status_code == 422
    assert 'href="#lines"' in response.get_data(as_text=True)


def test_a_line_that_is_left_out_of_the_form_is_removed(as_role, market, fill):
    first = market.gate.get("sale", market.sale).values["lines"][0].id
    fill(as_role("mechanic"), f"/e/sale/{market.sale}/edit", {"lines-rows": [str(first)]})
    assert [line.id for line in market.gate.get("sale", market.sale).values["lines"]] == [first]


def test_lines_are_stored_in_the_order_of_the_form(as_role, market, fill):
    ids = [line.id for line in market.gate.get("sale", market.sale).values["lines"]]
    swapped = [str(id) for id in reversed(ids)]
    fill(as_role("mechanic"), f"/e/sale/{market.sale}/edit", {"lines-rows": swapped})
    after = market.gate.get("sale", market.sale).values["lines"]
    assert [line.id for line in after] == ids[::-1]


def test_without_scripts_a_button_adds_a_line(as_role, market, fill):
    response = fill(as_role("mechanic"), "/e/sale/new", new_sale(market, _add="lines"))
    page = response.get_data(as_text=True)
    assert page.count('name="lines-rows"') == 3  # the two lines, and the blank one to copy
    assert 'value="3,100.50"' in page


def test_without_scripts_a_button_leaves_a_line_out(as_role, market, fill):
    first = market.gate.get("sale", market.sale).values["lines"][0].id
    response = fill(as_role("mechanic"), f"/e/sale/{market.sale}/edit", {"_drop": f"lines:{first}"})
    page = response.get_data(as_text=True)
    assert (
        f'name="lines-{first}-_id"' not in page and f'name="lines-stored" value="{first}"' in page
    )


def test_the_address_may_bring_a_start_value(as_role, market):
    page = as_role("mechanic").get(f"/e/complaint/new?sale={market.sale}").get_data(as_text=True)
    assert f'name="sale" value="{market.sale}"' in page and "XS2026001 恒远公司" in page


def test_a_record_can_be_copied_into_a_new_form(as_role, market):
    page = as_role("mechanic").get(f"/e/sale/new?_copy={market.sale}").get_data(as_text=True)
    assert "恒远公司" in page and "2,700.00" in page and "-_id" not in page


def test_saving_can_go_one_step_further_at_once(as_role, market, fill):
    response = fill(as_role("mechanic"), "/e/sale/new", new_sale(market, _then="submit"))
    assert market.gate.get("sale", int(response.location.rpartition("/")[2])).state == "approval"


def test_a_form_that_one_may_not_open_says_why(as_role, market):
    market.gate.move("sale", market.sale, "submit")
    response = as_role("mechanic").get(f"/e/sale/{market.sale}/edit")
    assert response.status_code == 403


def test_what_one_may_not_see_has_no_form(as_role, market):
    assert as_role("staff").get(f"/e/sale/{market.sale}/edit").status_code == 404


def test_the_picker_offers_what_matches_the_words(as_role, market):
    found = as_role("mechanic").get("/e/sale/options/client?q=恒远").get_json()
    assert found == [{"id": market.clients[0], "title": "恒远公司", "detail": "苏州"}]


def test_the_picker_of_a_line_obeys_a_condition_on_the_form(as_role, market):
    asked = "/e/sale/options/lines.article?q=&line=spare&_prefix=lines-first-"
    assert [o["title"] for o in as_role("mechanic").get(asked).get_json()] == ["L-1 内胎"]


def test_the_form_learns_what_shows_and_what_is_computed(as_role, market, fill):
    typed = new_sale(market, delivery="truck")
    browser = as_role("mechanic")
    browser.get("/e/sale/new")
    said = browser.post(
        "/e/sale/conditions", {**typed, "line": "bike", "lines-rows": "first"}
    ).get_json()
    assert said["fields"]["address"]["visible"] and said["fields"]["address"]["required"]
    assert said["lines"]["lines"]["rows"]["first"]["amount"]["shown"] == "9,301.50"
    assert said["lines"]["lines"]["totals"] == {"qty": "3", "amount": "9,301.50"}


def test_a_default_that_follows_from_the_form_comes_with_its_value(as_role, market):
    browser = as_role("mechanic")
    browser.get("/e/sale/new")
    chosen = {
        "client": str(market.clients[1]),
        "client__text": "捷迅公司",
        "client__was": "捷迅公司",
    }
    said = browser.post("/e/sale/conditions", {**chosen, "contact": ""}).get_json()
    assert said["fields"]["contact"]["value"] == "钱进"


def client(market, n, name):
    """A picked client as a browser sends it."""
    return {"client": str(market.clients[n]), "client__text": name, "client__was": name}


@pytest.mark.parametrize(
    ("contact", "proposed", "told"),
    [
        ("孙志强", "孙志强", "钱进"),  # as it was proposed for the client before
        ("", "", "钱进"),
        ("周姐", "孙志强", None),
        ("周姐", None, None),
    ],
)
def test_a_proposed_value_follows_the_form_until_somebody_writes(
    as_role, market, contact, proposed, told
):
    browser = as_role("mechanic")
    browser.get("/e/sale/new")
    mark = {} if proposed is None else {"contact__proposed": proposed}
    sent = {**client(market, 1, "捷迅公司"), "contact": contact, **mark}
    said = browser.post("/e/sale/conditions", sent).get_json()
    assert said["fields"]["contact"].get("value") == told


def test_a_proposed_value_goes_when_nothing_follows_any_more(as_role, market):
    browser = as_role("mechanic")
    browser.get("/e/sale/new")
    sent = {"client": "", "contact": "孙志强", "contact__proposed": "孙志强"}
    said = browser.post("/e/sale/conditions", sent).get_json()
    assert said["fields"]["contact"]["value"] == ""


@pytest.mark.parametrize(("contact", "stored"), [("孙志强", "钱进"), ("周姐", "周姐")])
def test_what_is_stored_follows_too_even_without_a_script(as_role, market, fill, contact, stored):
    first, second = market.clients
    page = f"/e/sale/new?client={first}"
    drawn = as_role("mechanic").get(page).get_data(as_text=True)
    assert 'name="contact__proposed" value="孙志强"' in drawn
    stood = {"contact": contact, "contact__proposed": "孙志强"}
    response = fill(as_role("mechanic"), page, new_sale(market, **stood))
    values = market.gate.get("sale", int(response.location.rsplit("/", 1)[1])).values
    assert (values["client"], values["contact"]) == (second, stored)


def test_a_form_is_stored_with_several_options_and_several_links(as_role, market, fill):
    changes = {"extras": ["wrap", "lock"], "badges": [str(id) for id in market.badges]}
    fill(as_role("mechanic"), f"/e/sale/{market.sale}/edit", changes)
    values = market.gate.get("sale", market.sale).values
    assert values["extras"] == ("wrap", "lock") and set(values["badges"]) == set(market.badges)


def test_two_changes_of_one_record_are_shown_side_by_side(as_role, market, fill):
    before = {"_version": "1", "_before": json.dumps({"contact": "孙志强", "note": ""})}
    fill(as_role("manager"), f"/e/sale/{market.sale}/edit", {"note": "经理写的"})
    response = fill(
        as_role("mechanic"),
        f"/e/sale/{market.sale}/edit",
        {**before, "note": "", "contact": "新联系人"},
    )
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "经理写的" in page and "新联系人" in page and "manager 保存的内容" in page
    assert (
        'name="_pick-contact" value="mine" checked' in page
        and 'name="_pick-note" value="theirs" checked' in page
    )


def test_the_choice_between_two_changes_is_stored(as_role, market, fill):
    fill(as_role("manager"), f"/e/sale/{market.sale}/edit", {"note": "经理写的"})
    chosen = {
        "contact": "新联系人",
        "note": "我写的",
        "_chosen": "yes",
        "_pick-note": "theirs",
        "_pick-contact": "mine",
    }
    fill(as_role("mechanic"), f"/e/sale/{market.sale}/edit", chosen)
    values = market.gate.get("sale", market.sale).values
    assert (values["note"], values["contact"]) == ("经理写的", "新联系人")


def test_nothing_in_a_form_needs_an_inline_script_or_style(as_role, market):
    page = as_role("mechanic").get("/e/sale/new").get_data(as_text=True)
    assert " style=" not in page and " onclick=" not in page and "<script>" not in page
