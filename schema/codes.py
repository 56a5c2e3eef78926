"""Every code of a problem and what it stands for; formulas' codes are in `formula.faults`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        # what the text is like
        "E101": "A file is not YAML.",
        "E102": "A key stands twice in one mapping.",
        "E103": "A file is not UTF-8 text.",
        "E104": "There is no YAML file to read.",
        "E105": "A name has signs that names do not have.",
        "E106": "A name is taken by Python, the database, the forms or the engine.",
        "E107": "A name is too long for the database.",
        "E108": "A YAML tag means nothing here.",
        "E109": "An anchor contains itself.",
        "E110": "A key is not a text.",
        "E111": "What `<<` brings in is not a mapping.",
        "E112": "Two files declare the same name.",
        # the shape
        "E201": "A field type does not exist.",
        "E202": "A key does not exist in this place.",
        "E203": "A word of another system stands for one of ours.",
        "E204": "A key that must be there is missing.",
        "E205": "A value has another form than the one that belongs here.",
        "E206": "A word is not one of the few that may stand here.",
        "E207": "A key does not belong to a field of this type.",
        "E208": "A number is outside its limits.",
        "E209": "A list or mapping that needs elements is empty.",
        "E210": "A lower bound is above the upper one.",
        "E211": "A pattern is not a regular expression.",
        "E212": "A number's pattern has a wrong part, or not one serial.",
        "E213": "A value is not one of the options.",
        "E214": "An element stands twice.",
        "E215": "A label is in a language that there is not.",
        "E216": "A computed field has a key that only a filled-in one can have.",
        "E217": "A default is outside the field's own bounds.",
        "E218": "A title holds something that is no path.",
        "E219": "A setting is of a type that settings cannot be of.",
        "E220": "A time zone does not exist.",
        # relations
        "E301": "Something refers to an entity or a board that nobody declared.",
        "E302": "Lines have no link back to their record.",
        "E303": "Lines have several links back, and nothing says which counts.",
        "E304": "`by` is no link from the lines to their record.",
        "E305": "The lines' link back is not required.",
        "E306": "A cited clause is not in the index.",
        "E307": "Nobody, or nothing fitting, is declared as people.",
        "E308": "An owner is no link to a person.",
        "E309": "A due date is no date of the entity.",
        "E310": "A field that is named does not exist.",
        "E311": "A field cannot stand in this place of a list, or be unique together with others.",
        "E312": "A required link is to be cleared on deletion.",
        "E313": "An entity holds the lines of two fields.",
        "E314": "An entity holds its own lines.",
        "E315": "An old name is still in use.",
        "E316": "A required field stands in no section of the form.",
        # grants
        "E401": "A role does not exist.",
        "E402": "What is not granted is written as if it were a grant.",
        "E403": "Nobody may go a transition.",
        "E404": "Roles include each other in a circle.",
        "E405": "A role may change what it may not read.",
        # workflow
        "E501": "A state does not exist.",
        "E502": "A state can never be reached.",
        "E503": "The workflow's own field is declared by hand.",
        "E504": "A transition names a field that does not exist.",
        "E505": "A transition writes a field that only the engine writes.",
        # documents
        "E701": "A report's template does not exist.",
        "E702": "A template is not Jinja.",
        "E703": "A template names a field that does not exist.",
        "E704": "A template asks a value for something that it has not.",
        "E705": "A report is neither of a record nor of a dashboard, or of both.",
        "E706": "A template uses another one that does not exist.",
        # figures and scorecards
        "E801": "The weights of a scorecard do not make exactly 100.",
        "E802": "A figure does not exist.",
        "E803": "Grades do not go from the best down to one without a limit.",
        "E804": "A figure stands twice on a sheet.",
        "E805": "A figure binds an entity that its formula does not look at.",
        "E806": "A figure's department is no link.",
        "E807": "What a figure's rows are dated by is no date.",
        "E808": "Two targets hold from the same month for the same people.",
        "E809": "A figure is split by a field that not all its rows have.",
        "E810": "A gate caps at a grade that does not exist.",
        "E811": "A field of the sheet is missing or of the wrong kind.",
        "E812": "A transition that should freeze the sheet does not exist.",
    }
)
"""Every code that this package gives."""
