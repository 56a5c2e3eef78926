"""A figure's page says how the figure is declared, what it reads and who uses it."""

import re


def test_the_page_says_which_date_and_whose_rows_count(as_role, clinic):
    page = as_role("head").text("/figures/of/short_waits?period=2026-05")
    assert "Visit: which period" in page and "Visit: whose" in page
    assert "Seen by, in the department of that day" in page
    assert "≥ 85% from 2024-01" in page and "≥ 90% from 2025-01" in page


def test_the_page_names_the_board_and_the_scorecard_with_the_figure(as_role, clinic):
    page = as_role("head").get("/figures/of/short_waits?period=2026-05").get_data(as_text=True)
    lineage = page.split("Definition and lineage")[1]
    assert 'href="/figures/clinic_board"' in lineage and "Monthly review" in lineage
    assert "Fields read: Visit" in lineage


def test_the_page_says_the_formula_in_words(as_role, clinic):
    page = as_role("head").text("/figures/of/short_waits?period=2026-05")
    assert "Visits with a short wait ÷ visits." in page
    assert (
        "The formula in words number of Visit (State is not “Missed” and Short wait is “yes”) ÷ "
        "number of Visit (State is not “Missed” and Short wait is not empty); "
        "by month of Seen on; credited to Seen by" in " ".join(page.split())
    )


def test_the_page_lists_the_versions_of_a_formula_the_newest_first(as_role, clinic):
    page = " ".join(as_role("head").text("/figures/of/takings?period=2026-05").split())
    versions = page.split("Versions of the formula")[1].split("Targets so far")[0]
    newest, oldest = versions.index("from 2024-01"), versions.index("from the beginning")
    assert newest < oldest
    assert "(State is “Billed” or “Paid”)" in versions[newest:oldest]
    assert "(State is “Paid”)" in versions[oldest:]
    assert "Versions of the formula" not in as_role("head").text("/figures/of/short_waits")


def test_wards_with_rows_are_listed_and_open_to_their_own_figure(as_role, clinic):
    page = as_role("head").get("/figures/of/short_waits?period=2026-06").get_data(as_text=True)
    doors = re.findall(r'href="([^"]*level=department[^"]*)"', page)
    assert doors or "By department" not in page
    for door in doors:
        assert as_role("head").get(door.replace("&amp;", "&")).status_code == 200


def test_the_course_has_a_year_of_months(as_role, clinic):
    page = as_role("head").get("/figures/of/takings?period=2026-05").get_data(as_text=True)
    chart = page.split('class="chart"')[1].split("</svg>")[0]
    assert chart.count('y="170"') == 12


def test_the_page_shows_the_examples_with_their_rows_and_results(as_role, clinic):
    page = as_role("head").text("/figures/of/short_waits?period=2026-05")
    examples = page[page.index("What it shows") :]
    for said in ("the limit itself is short", "kim 50%", "the company 1/2", "Target 90%", "missed"):
        assert said in examples
    assert "Seen on 2026-06-30, Waited (minutes) 21" in examples
    assert "Settings" in examples
    assert "What it shows" not in as_role("head").text("/figures/of/takings?period=2026-05")
