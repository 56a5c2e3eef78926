"""My figures: one's own numbers, sheets and dates, for those who are a person of the company."""

import re


def test_the_page_has_ones_own_figures_and_stands_in_the_menu(as_role, clinic):
    doctor = as_role("doctor")
    assert 'href="/my-figures/"' in doctor.get("/").get_data(as_text=True)
    page = doctor.get("/my-figures/").get_data(as_text=True)
    table = page.split("<table")[1].split("</table>")[0]
    assert "Short waits" in table and "97.05" in table
    subjects = set(re.findall(r"subject=(\d+)", table))
    assert subjects == {str(clinic.people["Ada Reed"])}


def test_every_number_of_the_page_is_a_door(as_role, clinic):
    doctor = as_role("doctor")
    page = doctor.get("/my-figures/").get_data(as_text=True)
    doors = set(re.findall(r'<td class="cell[^"]*"><a href="([^"]+)"', page))
    assert doors
    for door in doors:
        assert doctor.get(door.replace("&amp;", "&")).status_code == 200


def test_somebody_without_counted_records_is_told_so(as_role, clinic):
    assert "No figures yet" in as_role("team").text("/my-figures/")


def test_a_sheet_is_listed_for_the_person_whom_it_is_about(as_role, clinic):
    review = clinic.gate.get("review", clinic.review)
    whose = review.values["clinician"]
    for role, name in (("doctor", "Ada Reed"), ("nurse", "Nina Moss")):
        page = as_role(role).get("/my-figures/").get_data(as_text=True)
        listed = f'href="/e/review/{clinic.review}"' in page
        assert listed == (clinic.people[name] == whose)
