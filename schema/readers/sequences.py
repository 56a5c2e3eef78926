"""The patterns of numbers that the engine gives, `XS{YYYY}{MM}{###}`."""

from __future__ import annotations

import re

from language import say
from schema.building import Building
from schema.problems import unknown
from schema.source import Scalar

PART = re.compile(r"\{([^{}]*)\}")
PERIODS = ("YYYY", "YY", "MM", "DD")
STRAY_BRACE = "A brace of this pattern has no other half."
SERIAL = re.compile(r"#{1,12}")


def check_sequence(building: Building, written: Scalar) -> None:
    """Note unknown parts of a number's pattern, and a missing or second serial."""
    parts = PART.findall(written.text)
    for match in PART.finditer(written.text):
        if match[1] not in PERIODS and not SERIAL.fullmatch(match[1]):
            place = building.findings.inside(
                written.span, written.text, match.start(1), match.end(1)
            )
            building.findings.add(
                "E212", unknown(match[1], say("part of a number"), (*PERIODS, "###")), place
            )
            return
    serials = sum(1 for part in parts if SERIAL.fullmatch(part))
    if serials != 1 or PART.sub("", written.text).strip("{}") != PART.sub("", written.text):
        many = (
            say("{serials} serial numbers", serials=serials) if serials else say("no serial number")
        )
        message = (
            say('"{written}" holds {many}.', written=written.text, many=many)
            if serials != 1
            else say(STRAY_BRACE)
        )
        building.add(
            "E212", message, say("Write {###} once, such as XS{YYYY}{MM}{###}."), written.span
        )
