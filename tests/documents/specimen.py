"""A paper of about the receipt's size, made of every part a paper may have."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

TEXT = (
    "Havnen har altid været stedet, hvor generationerne mødes. Nu vil vi give den et fælles rum: en åben scene i det "
    "gamle pakhus, hvor skolen, sangforeningen og tilflytterne laver forestillinger sammen med kunstnere fra egnen.\n"
    "Ærø, Ølgod og Aalborg – æøå ÆØÅ – skal stå, som de skal: “citat”, 50 %, 1.000 kr. § 3."
)


@dataclass(frozen=True)
class Section:
    heading: str
    text: str


@dataclass(frozen=True)
class Line:
    label: str
    amount: Decimal


@dataclass(frozen=True)
class Specimen:
    place: str
    arrived_at: dt.datetime
    sections: list[Section]
    budget: list[Line]


def specimen(sections: int = 3) -> Specimen:
    return Specimen(
        place="Strandby & Omegn <opdigtet>",
        arrived_at=dt.datetime(2025, 4, 22, 8, 30, tzinfo=dt.UTC),
        sections=[Section(f"Afsnit {number}", TEXT) for number in range(1, sections + 1)],
        budget=[Line("Kunstnere", Decimal("32500.00")), Line("Leje af pakhus", Decimal("17500.00"))],
    )
