"""Whoever first sees a patient becomes the regular doctor: a button that changes another record."""


def first_visit(clinic, as_role):
    """A new patient who waits for the doctor, and the visit."""
    given = {"name": "Eve Ford", "born_on": "1990-01-01", "phone": "555 0102", "insured": False}
    patient = clinic.gate.create("patient", given).id
    doctor = clinic.people["Ada Reed"]
    visit = clinic.gate.create(
        "visit", {"patient": patient, "seen_by": doctor, "booked_on": "2026-06-15"}
    )
    return patient, visit.id


def test_the_question_says_what_else_will_change(as_role, clinic):
    _, visit = first_visit(clinic, as_role)
    page = as_role("doctor").text(f"/e/visit/{visit}/move/see")
    assert "Also changes Eve Ford: Regular doctor." in page


def test_the_patients_page_says_by_which_visit(as_role, clinic):
    patient, visit = first_visit(clinic, as_role)
    browser = as_role("doctor")
    response = browser.post(f"/e/visit/{visit}/move/see", {"waited": "5", "_version": "1"})
    assert response.status_code == 302, response.get_data(as_text=True)
    assert clinic.gate.get("patient", patient).titles["regular"] == "Ada Reed"
    number = clinic.gate.get("visit", visit).title
    assert f"changed by {number}: Start" in browser.text(f"/e/patient/{patient}")


def test_a_patient_with_a_regular_doctor_keeps_them(clinic):
    patient = clinic.patients["Una Bell"]
    known = clinic.gate.get("patient", patient).values["regular"]
    other = clinic.gate.create(
        "visit",
        {"patient": patient, "seen_by": clinic.people["Cora Lane"], "booked_on": "2026-06-15"},
    )
    clinic.gate.move("visit", other.id, "see", {"waited": "1"})
    assert clinic.gate.get("patient", patient).values["regular"] == known
