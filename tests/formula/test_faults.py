"""Every code, with its exact words and place."""

from __future__ import annotations

import pytest

from formula.bindings import bound
from formula.check import typed
from formula.faults import MESSAGES, FormulaError
from formula.kinds import BOOLEAN, DATE, choice, money
from formula.normal import warnings
from tests.formula.world import Nobody, World, faults_of

ROW, FIGURE = {"entity": "order"}, {"entity": "", "level": "figure"}
SCORE, VALUE = {"entity": "", "level": "score"}, {"entity": "", "level": "value"}

CASES = [
    # the text
    ("a b", ROW, 'E600 The formula cannot be read at "b".', "b"),
    ("pieces == 3", ROW, 'E600 The formula cannot be read at "=". Write "=".', "="),
    (
        "1 < pieces < 3",
        ROW,
        'E600 The formula cannot be read at "<". Compare twice and join with "and": a < b and b < c.',
        "<",
    ),
    ("a && b", ROW, 'E600 The formula cannot be read at "&". Write "and".', "&"),
    ("pieces % 2", ROW, 'E600 The formula cannot be read at "%". Write a percent sign right after a number: 1.6%.', "%"),
    (
        "urgent and (pieces > 1",
        ROW,
        "E601 The formula ends too early. Write what follows, or close the bracket.",
        "",
    ),
    ("note = 'abc", ROW, "E605 A text begins here and never ends. Write the closing quote.", "'abc"),
    (
        "ordered_on < 2024-02-30",
        ROW,
        "E606 There is no day 2024-02-30 in the calendar.",
        "2024-02-30",
    ),
    ("1.123456789", ROW, "E607 1.123456789 has more than 8 decimals.", "1.123456789"),
    ("1.1234567%", ROW, "E607 1.1234567 has more than 6 decimals.", "1.1234567%"),
    ("  ", ROW, "E608 The formula is empty. Write a formula.", ""),
    # names
    ("amuont > 1", ROW, 'E610 "order" has no field "amuont". Did you mean "amount"?', "amuont"),
    ("customer.nam = 'x'", ROW, 'E610 "customer" has no field "nam". Did you mean "name"?', "nam"),
    ("state = done", ROW, "E610 \"order\" has no field \"done\". Write 'done' in quotes.", "done"),
    ("state in (done)", ROW, "E610 \"order\" has no field \"done\". Write 'done' in quotes.", "done"),
    ("done = state", ROW, "E610 \"order\" has no field \"done\". Write 'done' in quotes.", "done"),
    ("count(bids)", FIGURE, 'E611 There is no entity "bids". Did you mean "bid"?', "bids"),
    ("ordr + 1", FIGURE, 'E611 There is no entity "ordr". Did you mean "order"?', "ordr"),
    ("sum(lins.qty)", ROW, 'E611 There is no entity "lins". Did you mean "lines"?', "lins"),
    ("cout(lines)", ROW, 'E612 There is no function "cout". Did you mean "count"?', "cout(lines)"),
    (
        "setting.dais > 1",
        ROW,
        'E613 There is no setting "dais". Did you mean "days"?',
        "setting.dais",
    ),
    (
        "kpi.win_rat + 1",
        FIGURE,
        'E614 There is no figure "win_rat". Did you mean "win_rate"?',
        "kpi.win_rat",
    ),
    ("has_role('clrk')", ROW, 'E615 There is no role "clrk". Did you mean "clerk"?', "'clrk'"),
    ("amount > 1", VALUE, 'E616 There is no row here that "amount" could be a field of.', "amount"),
    (
        "amount = parent.amount",
        ROW,
        'E617 There is no row around this one for "parent".',
        "parent.amount",
    ),
    (
        "count(bid where officer = me)",
        FIGURE,
        'E618 "me" needs to know who is asking, and nobody is here.',
        "me",
    ),
    (
        "count(bid where has_role('clerk'))",
        FIGURE,
        "E618 has_role() needs to know who is asking, and nobody is here.",
        "has_role('clerk')",
    ),
    (
        "amount.name = 'x'",
        ROW,
        'E619 "amount" is money(CNY), which has no fields of its own.',
        "name",
    ),
    # levels
    (
        "lines.qty > 1",
        ROW,
        'E620 "lines.qty" has one value per "line", not one value. '
        "Wrap it: sum(lines.qty) or avg(lines.qty).",
        "lines.qty",
    ),
    (
        "order.amount / 2",
        FIGURE,
        'E620 "order.amount" has one value per "order", not one value. '
        "Wrap it: sum(order.amount) or avg(order.amount).",
        "order.amount",
    ),
    (
        "lines",
        ROW,
        'E620 "lines" has one value per "line", not one value. '
        "Wrap it: count(lines) or exists(lines).",
        "lines",
    ),
    (
        "line.qty > 1",
        ROW,
        'E620 "line.qty" has one value per "line", not one value. '
        "Wrap it: sum(line.qty) or avg(line.qty).",
        "line.qty",
    ),
    (
        "avg(sum(order.amount))",
        FIGURE,
        "E621 sum() stands inside avg(); aggregates are not nested here. "
        "Write the inner one as a computed field, or use exists(… where …).",
        "sum(order.amount)",
    ),
    (
        "avg(1 + sum(order.amount))",
        FIGURE,
        "E621 sum() stands inside avg(); aggregates are not nested here. "
        "Write the inner one as a computed field, or use exists(… where …).",
        "sum(order.amount)",
    ),
    (
        "avg(order.pieces + sum(order.pieces))",
        FIGURE,
        "E621 sum() stands inside avg(); aggregates are not nested here.",
        "sum(order.pieces)",
    ),
    (
        "sum(order.lines.qty)",
        FIGURE,
        'E622 "order.lines.qty" crosses from one "order" to many "line". '
        "Write exists(lines where …), or sum(lines.qty) of one row.",
        "order.lines.qty",
    ),
    ("sum(customer.order.amount)", FIGURE, 'E622 "customer.order.amount" crosses from one "customer" to many "order". Write exists(order where …), or sum(order.amount) of one row.', "customer.order.amount"),
    ("customer.order.amount > 3", ROW, 'E622 "customer.order.amount" crosses from one "customer" to many "order". Write the total as a computed field of "customer": sum(order.amount).', "customer.order.amount"),
    (
        "owner.skills.name = 'x'",
        ROW,
        'E622 "owner.skills.name" crosses from one "person" to many "skill". '
        'Write the total as a computed field of "person": sum(skills.name).',
        "owner.skills.name",
    ),
    ("ytd(amount)", ROW, "E623 ytd() does not work in this place. It works in figures only.", "ytd(amount)"),
    ("count(order)", VALUE, "E623 count() does not work in this place. It needs the rows of a record or of a figure.", "count(order)"),
    ("score.sales > 1", FIGURE, 'E623 "score" does not work in this place. It works in gates of appraisal sheets only.', "score.sales"),
    ("kpi.sales > 1", ROW, 'E623 "kpi" does not work in this place. It works in figures and gates of appraisal sheets only.', "kpi.sales"),
    ("target.x > 1", FIGURE, 'E619 "target" is a number, which has no fields of its own.', "x"),
    ("length(concat(count(order), 'x'))", FIGURE, "E623 length() does not work in this place. It works on the fields of rows, inside an aggregate.", "length(concat(count(order), 'x'))"),
    ("count(order) + days_between(min(order.ordered_on), today())", FIGURE, "E623 days_between() does not work in this place. It works on the fields of rows, inside an aggregate.", "days_between(min(order.ordered_on), today())"),
    ("previous(count(order), 0)", FIGURE, "E635 previous() takes a written number of periods or 'period', 'month', 'quarter', 'year' here, not a whole number.", "0"),
    ("share(count(order), 'team')", FIGURE, "E635 share() takes 'department', 'company' here, not a text.", "'team'"),
    ("rank(count(order), 'team', 'asc')", FIGURE, "E635 rank() takes 'department', 'company' or 'asc', 'desc' or 'ties=min', 'ties=max', 'ties=dense', 'ties=average' here, not a text.", "'team'"),
    ("max(order.ordered_on)", FIGURE, 'E644 "max(order.ordered_on)" is a date; a number is needed here. Compare it inside an aggregate: count(… where …).', "max(order.ordered_on)"),
    ("if(max(order.ordered_on) > 2024-01-01, 1, 0)", FIGURE, 'E644 "max(order.ordered_on)" is a date; a number is needed here. Compare it inside an aggregate: count(… where …).', "max(order.ordered_on)"),
    ("if(count(order) > 3, 'much', 'little')", FIGURE, "E644 This is a text; a number is needed here. Write a number instead.", "if(count(order) > 3, 'much', 'little')"),
    ("band(count(order), > 3: 'A', else: 'B')", FIGURE, "E644 This is a text; a number is needed here. Write a number instead.", "band(count(order), > 3: 'A', else: 'B')"),
    ("total > 1", FIGURE, 'E623 "total" does not work in this place. It works in gates of appraisal sheets only.', "total"),
    (
        "count(transfer)",
        {"entity": "department"},
        'E624 "transfer" has 2 links to "department": origin, goal. '
        "Say which: count(transfer by origin).",
        "count(transfer)",
    ),
    (
        "count(holiday)",
        ROW,
        'E625 "holiday" has no link to "order". '
        "Say in the condition what binds them: where … = parent.…",
        "count(holiday)",
    ),
    (
        "count(transfer by name)",
        {"entity": "department"},
        'E625 "transfer" has no link to "department". Its links are: origin, goal.',
        "name",
    ),
    ("count(lines on on_day)", ROW, 'E626 "on" means nothing to count() here.', "on_day"),
    ("abs(pieces where urgent)", ROW, 'E626 "where" means nothing to abs() here.', "urgent"),
    (
        "count(lines.qty)",
        ROW,
        "E627 count() counts rows, not values. Write count(lines where …).",
        "lines.qty",
    ),
    ("sum(lines)", ROW, "E628 sum() needs a value of each row. Write sum(lines.field).", "lines"),
    ("sum(1)", ROW, "E628 sum() needs a value of each row. Write sum(lines.field where …).", "sum(1)"),
    (
        "sum(amount)",
        ROW,
        "E628 sum() needs a value of each row. Write sum(lines.field where …).",
        "sum(amount)",
    ),
    (
        "last(order.amount)",
        FIGURE,
        "E629 last() needs the date that decides which row is the last. Write last(… on date).",
        "last(order.amount)",
    ),
    # kinds
    (
        "count(bid where result = 'win')",
        FIGURE,
        'E630 "result" allows won, lost, pending, void; not "win". Did you mean "won"?',
        "'win'",
    ),
    (
        "state in ('draft', 'sent', 'gone')",
        ROW,
        'E630 "state" allows draft, sent, done; not "gone". Did you mean "done"?',
        "'gone'",
    ),
    ("amount + discount", ROW, "E631 Cannot add money(CNY) and ratio.", "amount + discount"),
    (
        "note + 'x'",
        ROW,
        "E631 Cannot add text and text. Write concat(…) to join texts.",
        "note + 'x'",
    ),
    ("note * 2", ROW, "E631 Cannot multiply text and integer.", "note * 2"),
    (
        "ordered_on + promised_on",
        ROW,
        "E631 Cannot add date and date.",
        "ordered_on + promised_on",
    ),
    ("amount * amount", ROW, "E631 Cannot multiply money(CNY) and money(CNY).", "amount * amount"),
    ("-note", ROW, "E635 minus takes a number here, not a text.", "-note"),
    ("amount / (1 + dollars)", ROW, "E632 money(CNY) and money(USD) are two currencies. Write convert(amount, 'CNY', date) for the one in another currency.", "amount / (1 + dollars)"),
    ("pieces / amount", ROW, "E631 Cannot divide integer and money(CNY).", "pieces / amount"),
    ("coalesce(urgent, state)", ROW, "E631 Cannot mix boolean and choice.", "coalesce(urgent, state)"),
    ("ratio(amount, dollars)", ROW, "E632 money(CNY) and money(USD) are two currencies. Write convert(amount, 'CNY', date) for the one in another currency.", "ratio(amount, dollars)"),
    ("if(urgent, amount, note)", ROW, "E631 Cannot mix money(CNY) and text.", "if(urgent, amount, note)"),
    (
        "amount > dollars",
        ROW,
        "E632 money(CNY) and money(USD) are two currencies. "
        "Write convert(amount, 'CNY', date) for the one in another currency.",
        "amount > dollars",
    ),
    (
        "sum(order.amount) / sum(order.pieces * order.amount) <= 1.6",
        FIGURE,
        "E633 A ratio is compared with 1.6, which is 160%. Did you mean 1.6%?",
        "1.6",
    ),
    (
        "discount between 1 and 5",
        ROW,
        "E633 A ratio is compared with 5, which is 500%. Did you mean 5%?",
        "5",
    ),
    (
        "amount > '100'",
        ROW,
        "E634 Cannot compare money(CNY) with a text. Write 100 without quotes.",
        "amount > '100'",
    ),
    ("number = 100", ROW, "E634 Cannot compare a text with a whole number. Write '100' in quotes.", "number = 100"),
    (
        "customer = owner",
        ROW,
        "E634 Cannot compare a link to customer with a link to person.",
        "customer = owner",
    ),
    (
        "customer = 'x'",
        ROW,
        "E634 Cannot compare a link to customer with a text. "
        "Compare a field of the linked record, with a dot after the link.",
        "customer = 'x'",
    ),
    (
        "note < 'b'",
        ROW,
        'E634 Cannot compare a text with a text. Only "=", "!=" and "in" work here.',
        "note < 'b'",
    ),
    (
        "ordered_on > 'tomorrow'",
        ROW,
        'E634 Cannot compare a date with "tomorrow". Write a date like 2024-06-30 without quotes.',
        "'tomorrow'",
    ),
    (
        "tags = 'new'",
        {"entity": "person"},
        "E634 Cannot compare several choices with a text. Write includes(field, value).",
        "tags = 'new'",
    ),
    ("abs(note)", ROW, "E635 abs() takes a number here, not a text.", "note"),
    ("round(amount, pieces)", ROW, "E635 round() takes a written number of decimals, 0 to 8 here, not a whole number.", "pieces"),
    ("sum(lines.on_day)", ROW, "E635 sum() takes numbers here, not a date.", "lines.on_day"),
    ("max(lines.order)", ROW, "E635 max() takes numbers or dates here, not a link to order.", "lines.order"),
    ("if(pieces, 1, 2)", ROW, "E635 if() takes a condition here, not a whole number.", "pieces"),
    (
        "share(kpi.sales, 'team')",
        FIGURE,
        "E635 share() takes 'department', 'company' here, not a text.",
        "'team'",
    ),
    ("abs(1, 2)", ROW, "E636 abs() takes 1 value, not 2.", "abs(1, 2)"),
    ("today(1)", ROW, "E636 today() takes no values, not 1.", "today(1)"),
    ("count(lines, lines)", ROW, "E636 count() takes 1 value, not 2. Write the condition after where: count(rows where …).", "count(lines, lines)"),
    (
        "urgent and pieces",
        ROW,
        "E637 A condition is needed here, not a whole number. "
        "Compare it with something, such as = 'x' or > 0.",
        "pieces",
    ),
    (
        "count(lines where qty)",
        ROW,
        "E637 A condition is needed here, not a whole number. "
        "Compare it with something, such as = 'x' or > 0.",
        "qty",
    ),
    ("amount = empty", ROW, 'E638 Nothing is ever equal to empty. Write "is empty".', "amount = empty"),
    ("pieces", ROW | {"expect": DATE}, "E639 The formula gives a whole number; a date is needed.", "pieces"),
    (
        "discount",
        ROW | {"expect": money()},
        "E639 The formula gives a ratio; money(CNY) is needed.",
        "discount",
    ),
    (
        "amount",
        ROW | {"expect": BOOLEAN},
        "E637 A condition is needed here, not money(CNY). "
        "Compare it with something, such as = 'x' or > 0.",
        "amount",
    ),
    (
        "if(urgent, 'a', 'z')",
        ROW | {"expect": choice(("a", "b"))},
        'E630 This choice allows a, b; not "z".',
        "'z'",
    ),
    (
        "count(order on amount)",
        FIGURE,
        'E644 "amount" is money(CNY); a date is needed here.',
        "amount",
    ),
    (
        "count(order by note)",
        FIGURE,
        'E644 "note" is a text; a link is needed here.',
        "note",
    ),
    # bands
    (
        "band(pieces, >= 90: 'A', <= 89: 'B')",
        ROW,
        "E650 The bands leave a gap 89–90. Add a last step, else: ….",
        "band(pieces, >= 90: 'A', <= 89: 'B')",
    ),
    (
        "band(pieces, >= 90: 'A', >= 80: 'B')",
        ROW,
        "E650 The bands leave a gap below 80. Add a last step, else: ….",
        "band(pieces, >= 90: 'A', >= 80: 'B')",
    ),
    ("band(pieces, >= 80: 'A', <= 80: 'B')", ROW, "E651 The bands overlap at 80.", "<= 80: 'B'"),
    (
        "band(pieces, >= 80: 'A', >= 90: 'B', else: 'C')",
        ROW,
        "E652 This band is never reached: the bands before it cover it. "
        "Order the steps from the narrowest on.",
        ">= 90: 'B'",
    ),
    (
        "band(pieces)",
        ROW,
        "E653 band() needs a value and at least one step. "
        "Write band(value, >= 90: 'A', else: 'B').",
        "band(pieces)",
    ),
    (
        "band(pieces, > weight: 1, else: 2)",
        ROW,
        "E654 A band's limit must be written as a number or a date.",
        "weight",
    ),
    ("band(lines.qty, > 1: 2)", ROW, 'E620 "lines.qty" has one value per "line", not one value. Wrap it: sum(lines.qty) or avg(lines.qty).', "lines.qty"),
    ("band(else: 1, > 1: 2)", ROW, "E653 band() needs a value and at least one step. Write band(value, >= 90: 'A', else: 'B').", "band(else: 1, > 1: 2)"),
    ("band(pieces, > 1: 2, else: nothing)", ROW, 'E610 "order" has no field "nothing".', "nothing"),
    ("band(nothing, > 1: 2, else: 3)", ROW, 'E610 "order" has no field "nothing".', "nothing"),
    ("-nothing", ROW, 'E610 "order" has no field "nothing".', "nothing"),
    ("coalesce(nothing, 1)", ROW, 'E610 "order" has no field "nothing".', "nothing"),
    ("band(urgent and note, > 1: 2)", ROW, "E637 A condition is needed here, not a text. Compare it with something, such as = 'x' or > 0.", "note"),
    ("abs(> 1: 2)", ROW, "E655 A step like this belongs into band() only.", "> 1: 2"),
    # currencies
    (
        "sum(bill.due)",
        FIGURE,
        'E645 sum() would mix currencies: each amount is in the one that "currency" says. '
        "Write sum(convert(amount, 'CNY', date)).",
        "sum(bill.due)",
    ),
    (
        "convert(dollars, 'CNY', ordered_on)",
        {"entity": "order", "scope": Nobody()},
        "E646 The rulebook does not say where exchange rates come from. "
        "Declare it: company: {rates: {entity: …, currency: …, date: …, rate: …}}.",
        "convert(dollars, 'CNY', ordered_on)",
    ),
    (
        "convert(dollars, 'EURO', ordered_on)",
        ROW,
        'E647 "EURO" is no currency of the exchange rates. Did you mean "EUR"?',
        "'EURO'",
    ),
    # habits of other systems
    ("amount > 1,000", ROW, 'E600 The formula cannot be read at ",". Write numbers without marks of thousands.', ","),
    ("amount > 100万", ROW, 'E600 The formula cannot be read at "1". Write the number out, such as 10000.', "1"),
    ("amount > .5", ROW, 'E600 The formula cannot be read at ".". Write the name before the dot, or a number such as 0.5.', "."),
    ("amount ** 2", ROW, 'E600 The formula cannot be read at "*". Multiply a value by itself: a * a.', "*"),
    ("if urgent then 1", ROW, 'E600 The formula cannot be read at "urgent". Write if(condition, value, other).', "urgent"),
    ("amount is null", ROW, 'E600 The formula cannot be read at "null". Write "is empty".', "null"),
    ("金额 ≧ 3", ROW, 'E600 The formula cannot be read at "≧". Write ">=".', "≧"),
    ("状态 ＝ 「sent」", ROW, "E600 The formula cannot be read at \"「\". Write texts in quotes: 'text'.", "「"),
    ("sum(amount；pieces)", ROW, 'E600 The formula cannot be read at "；". Write a comma between what a function is given.', "；"),
    ("ordered_on = 2024年6月30日", ROW, 'E600 The formula cannot be read at "2". Write a date like 2024-06-30.', "2"),
    ("ordered_on > 2024/06/30", ROW, "E634 Cannot compare a date with a ratio. Write a date like 2024-06-30.", "ordered_on > 2024/06/30"),
    ("urgent = 'true'", ROW, "E634 Cannot compare true or false with a text. Write true without quotes.", "urgent = 'true'"),
    ("today > ordered_on", ROW, 'E610 "order" has no field "today". Write today().', "today"),
    ("convert(dollars, CNY, ordered_on)", ROW, 'E610 "order" has no field "CNY". Write \'CNY\' in quotes.', "CNY"),
    ("NETWORKDAYS(ordered_on, promised_on)", ROW, 'E612 There is no function "NETWORKDAYS". Write workdays_between(first, second).', "NETWORKDAYS(ordered_on, promised_on)"),
    ("求和(lines.qty)", ROW, 'E612 There is no function "求和". Write sum(rows.field where …).', "求和(lines.qty)"),
    ("count(lines, qty > 1)", ROW, "E636 count() takes 1 value, not 2. Write the condition after where: count(rows where …).", "count(lines, qty > 1)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "how", "said", "spot"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_says_what_is_wrong_where_and_what_to_write(text, how, said, spot):
    (found,) = faults_of(text, **how)
    assert str(found) == said
    assert text[found.start : found.end] == spot


def test_independent_faults_are_told_together_in_the_order_of_the_text():
    found = faults_of("amuont > 1 and state = 'gone' and cout(lines) > 1")
    assert [fault.code for fault in found] == ["E610", "E630", "E612"]


def test_what_only_follows_from_a_fault_is_not_told():
    assert [f.code for f in faults_of("(amuont + note) * 2 > 'x' and abs(nothing)")] == [
        "E610",
        "E610",
    ]


def test_faults_in_all_parts_of_an_aggregate_are_told():
    found = faults_of("sum(order.amuont where stat = 'x' on nowhere)", entity="", level="figure")
    assert [fault.code for fault in found] == ["E610", "E610", "E610"]


def test_there_is_no_me_where_nobody_said_who_the_people_are():
    (found,) = faults_of("owner = me", scope=Nobody())
    assert found.code == "E618"


def test_two_dates_ask_which_one_counts():
    tree = typed("count(order)", World(), "", level="figure")
    with pytest.raises(FormulaError) as caught:
        bound(tree, World(), peopled=None)
    assert str(caught.value) == (
        'E640 "order" has 3 dates: ordered_on, promised_on, delivered_on. '
        "Say which: count(order on ordered_on)."
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("count(order)", {"E640"}),
        ("count(customer)", {"E641"}),
        ("count(person on created_at)", {"E642"}),
        ("count(bid) + count(holiday)", set()),
    ],
)
def test_figures_without_one_date_or_person_are_refused(text, codes):
    world = World()
    changed = {"person": dict(world.fields("person")) | {"mentor": world.fields("bid")["officer"]}}
    world.fields = lambda entity: changed.get(entity, World().fields(entity))
    try:
        bound(typed(text, world, "", level="figure"), world)
    except FormulaError as error:
        assert {fault.code for fault in error.faults} == codes
    else:
        assert not codes


def test_rows_of_nobody_are_refused_where_people_count():
    world = World()
    nobodys = {name: kind for name, kind in world.fields("holiday").items() if name == "since"}
    world.fields = lambda entity: nobodys
    tree = typed("count(holiday)", world, "", level="figure")
    with pytest.raises(FormulaError, match='E643 "holiday" has no link that leads to "person"'):
        bound(tree, world)


def test_every_code_is_shown_by_a_test():
    here = {said.split()[0] for _, _, said, _ in CASES}
    elsewhere = {"E602", "E603", "E604", "E640", "E641", "E642", "E643", "E660", "W601"}
    elsewhere |= {"E648", "E649", "E656"}  # in test_sheet_names.py
    assert here | elsewhere == set(MESSAGES)
    assert warnings("＞")
