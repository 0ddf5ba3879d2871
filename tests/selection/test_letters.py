"""The letters that lie ready, and the reasons in them: read by a person, in both languages."""

import datetime as dt
import io

import pikepdf
import pytest

from documents import papers as documents
from people.models import User
from programme import calendar
from programme.models import CoreElement, Milestone
from programme.workflow import NotAllowed
from selection import actions, letters, papers, reasons
from selection.models import Decision, Letter, LetterText
from selection.states import Outcome
from tests import factories
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW, LATER = made.DECIDED_AT, made.READ_AT
LIVES_ON = "Det er mindre klart, hvordan indsatsen lever videre, når projektperioden er slut."


def shipped_elements(programme) -> None:
    """The keys of the shipped programme, so that its sentences are said."""
    CoreElement.objects.filter(programme=programme, key="udvikling").update(key="development")
    CoreElement.objects.filter(programme=programme, key="forankring").update(key="anchoring")


def scored(*points: tuple[int, int]):
    """A round of as many areas, each given these points by one assessor for its two core elements; two are chosen."""
    sent = made.round_of(len(points))
    shipped_elements(sent[0].programme)
    for each, given in zip(sent, points, strict=True):
        made.assessment.given(each, made.assessor(), *given)
    actions.decide_from(made.composition(sent[:2], sent[2:3]), seen=1, by=factories.bo(), at=NOW)
    return [Decision.objects.pending().select_related("letter", "expression__area").get(expression=e) for e in sent]


# --- the words


def test_the_letter_to_the_designated_says_what_comes_next():
    first, *_ = scored((5, 4), (4, 4), (3, 3))

    assert first.letter.subject == "Sted 1 er udpeget som Kulturpunkt"
    for text in (
        "Kære Kontakt 1 og resten af styregruppen i Sted 1",
        "I får 50.000 kr. til jeres aktiviteter",
        "Fristen er udgangen af maj 2025.",
        "kickoff den 18. juni 2025",
        "- Udvikling, vurderet meget højt. I bygger videre på noget, der allerede er i gang",
        first.expression.reference,
        "kulturpunkt@rn.dk",
    ):
        assert text in first.letter.body, text
    assert "klage" not in first.letter.body
    assert "{" not in first.letter.body


def test_the_letter_to_who_is_in_reserve_says_its_number_its_reasons_and_how_to_complain():
    *_, third = scored((5, 5), (5, 4), (4, 2))

    body = third.letter.body
    assert third.letter.subject == "Sted 3 står på reservelisten til Kulturpunkt"
    for text in (
        "står som nr. 1 på reservelisten",
        "Sammenlignet med de områder, der er udpeget, talte det her imod jer:",
        f"- Forankring, vurderet lavt. {LIVES_ON}",
        "gerne inden fire uger",
        "Skriv til kulturpunkt@rn.dk",
        f"Oplys sagsnummer {third.expression.reference}",
        "Ankestyrelsen",
    ):
        assert text in body, text


def test_a_refusal_names_what_counted_for_and_against_and_no_assessors_points():
    *_, fourth = scored((5, 5), (5, 5), (4, 5), (4, 2))

    assert fourth.reasons == (
        "Vi har holdt interesseerklæringerne op mod programmets kerneelementer.\n\n"
        "Sammenlignet med de områder, der er udpeget, talte det her imod jer:\n"
        f"- Forankring, vurderet lavt. {LIVES_ON}\n"
        "- Udvikling, vurderet højt, men de udpegede områder stod samlet stærkere."
    )
    assert not any(letter.isdigit() for letter in fourth.reasons)


def test_what_speaks_for_an_area_stands_before_what_speaks_against_it():
    *_, third = scored((4, 5), (4, 5), (5, 2))

    said = third.reasons
    assert said.index("Det her talte især for jer:\n- Udvikling, vurderet meget højt.") < said.index("her imod jer:")


def test_a_weight_decides_which_weighs_most():
    sent = made.round_of(3)
    CoreElement.objects.filter(key="udvikling").update(weight=5)
    for each, points in zip(sent, [(5, 5), (5, 5), (4, 3)], strict=True):
        made.assessment.given(each, made.assessor(), *points)

    actions.decide_from(made.composition(sent[:2], sent[2:]), seen=1, by=factories.bo(), at=NOW)

    said = Decision.objects.pending().get(expression=sent[2]).reasons
    assert said.index("Udvikling") < said.index("Forankring")


def test_what_the_scores_cannot_say_is_left_for_the_team():
    *_, third = scored((4, 4), (4, 4), (4, 4))

    assert "[Skriv her, hvad der har afgjort det.]" in third.reasons
    assert not reasons.is_finished(third.reasons)


def test_where_points_do_not_explain_the_choice_the_team_is_asked_for_what_did():
    """The third has as many as the second, and was passed over for another reason."""
    *_, third = scored((5, 5), (3, 5), (5, 3))

    assert "talte det her imod jer:\n- Forankring" in third.reasons
    assert not reasons.is_finished(third.reasons)


def test_what_was_rated_low_is_not_said_to_speak_for_an_area():
    """Who is chosen in spite of its points is chosen for another reason, which the team is asked for."""
    _, second, _ = scored((5, 5), (2, 2), (4, 4))

    assert "vurderet lavt" not in second.reasons
    assert "Det her talte især for jer" not in second.reasons
    assert not reasons.is_finished(second.reasons)


def test_what_was_rated_average_speaks_for_who_has_nothing_better():
    _, second, _ = scored((5, 5), (3, 2), (4, 4))

    assert "Det her talte især for jer:\n- Udvikling, vurderet til middel." in second.reasons
    assert "Forankring" not in second.reasons
    assert reasons.is_finished(second.reasons)


def test_who_moves_up_is_chosen_for_its_place_on_the_list_whatever_its_points():
    *_, third = scored((5, 5), (4, 4), (2, 2))

    said = reasons.Reasons(third.programme, {third.expression_id}).propose(
        third.expression_id, Outcome.DESIGNATED, "da", moved_up=True
    )

    assert said.startswith("En plads er blevet ledig")
    assert "vurderet" not in said
    assert reasons.is_finished(said)


def test_a_reserve_moved_up_after_the_kickoff_is_not_told_of_days_that_are_over():
    first, *_ = scored((5, 4), (4, 4), (3, 3))
    late = calendar.at(made.KICKOFF + dt.timedelta(days=14), dt.time(10))
    first.decided_at = late

    said = letters.Writer(first.programme).filled(first, None).body

    assert "Områdets navn står på siden med Kulturpunkterne, så snart den er offentlig." in said
    assert "Fristen er en dag, som vi aftaler med jer." in said
    assert "Vent" not in said


def test_a_disqualified_assessor_counts_nowhere():
    sent = made.round_of(3)
    for each, points in zip(sent, [(4, 4), (4, 4), (2, 2)], strict=True):
        made.assessment.given(each, made.assessor(), *points)
    tage = made.assessor("Tage Dom")
    made.assessment.given(sent[2], tage, 5, 5)
    made.disqualified(tage, sent[2])

    actions.decide_from(made.composition(sent[:2], sent[2:]), seen=1, by=factories.bo(), at=NOW)

    said = Decision.objects.pending().get(expression=sent[2]).reasons
    assert said.count("vurderet lavt") == 2


@pytest.mark.parametrize(
    ("average", "word"),
    [(5, "meget højt"), (4.5, "meget højt"), (4.4, "højt"), (3, "til middel"), (2, "lavt"), (1, "meget lavt")],
)
def test_an_average_is_said_in_words(average, word):
    assert reasons.level(average) == word


def test_a_contact_person_who_reads_english_gets_an_english_letter():
    sent = made.round_of(3)
    User.objects.filter(email__in=["kontakt1@eksempel.dk", "kontakt3@eksempel.dk"]).update(language="en")
    actions.decide_from(made.composition(sent[:2], sent[2:]), seen=1, by=factories.bo(), at=NOW, anyway="Travlt")

    first, third = (Letter.objects.get(decision__expression=each) for each in (sent[0], sent[2]))

    assert first.subject == "Sted 1 has been designated as a Kulturpunkt"
    assert "Congratulations!" in first.body
    assert "at the kickoff on 18 June 2025" in first.body
    assert (first.language, third.language) == ("en", "en")
    assert "number 1 on the reserve list" in third.body
    assert "preferably within four weeks" in third.body
    assert "{" not in first.body + third.body


def test_an_english_reason_is_english_to_the_last_word():
    *_, third = scored((5, 5), (4, 4), (5, 2))

    said = reasons.Reasons(third.programme, ()).propose(third.expression_id, Outcome.DESIGNATED, "en")

    assert "rated very high." in said
    assert "vurderet" not in said


# --- corrected, read, made anew


def letter_of(decision: Decision) -> Letter:
    return Letter.objects.get(decision=decision)


def test_a_changed_text_unticks_that_it_was_read(bo):
    first, *_ = made.decided()
    actions.mark_read(first, read=True, seen=first.letter.version, by=bo, at=LATER)
    assert letter_of(first).read_by == bo

    actions.correct(first, subject="Tillykke", body="Kære alle", seen=letter_of(first).version, by=bo, at=LATER)

    letter = letter_of(first)
    assert (letter.subject, letter.is_corrected, letter.read_at) == ("Tillykke", True, None)


def test_saved_as_it_was_it_is_not_corrected(bo):
    first, *_ = made.decided()
    letter = first.letter
    actions.mark_read(first, read=True, seen=letter.version, by=bo, at=LATER)

    actions.correct(first, subject=letter.subject, body=letter.body, seen=letter.version, by=bo, at=LATER)

    assert letter_of(first).read_at
    assert not letter_of(first).is_corrected


def test_two_who_correct_one_letter_do_not_overwrite_each_other(bo):
    first, *_ = made.decided()
    seen = first.letter.version
    actions.correct(first, subject="Den ene", body="Kære alle", seen=seen, by=bo, at=LATER)

    with pytest.raises(actions.Overtaken):
        actions.correct(first, subject="Den anden", body="Kære alle", seen=seen, by=bo, at=LATER)
    with pytest.raises(actions.Overtaken):
        actions.mark_read(first, read=True, seen=seen, by=bo, at=LATER)

    assert letter_of(first).subject == "Den ene"


def change_text(bo, body="Kære {kontaktperson}\n\n{begrundelse}", outcome=Outcome.DESIGNATED) -> LetterText:
    text = letters.Writer(factories.programme()).text(outcome, "da")
    return actions.change_text(text, subject="Ny overskrift", body=body, seen=text.version, by=bo, at=LATER)


def test_a_changed_letter_text_changes_no_letter_until_it_is_asked_to(bo):
    first, second, *_ = made.decided()
    before = letter_of(first).subject

    change_text(bo)
    assert letter_of(first).subject == before

    actions.correct(second, subject="Rettet", body="Kære alle", seen=second.letter.version, by=bo, at=LATER)
    assert actions.remake_all(first.programme, by=bo, at=LATER) == 1
    assert letter_of(first).subject == "Ny overskrift"
    assert letter_of(second).subject == "Rettet"

    actions.remake(second, seen=letter_of(second).version, by=bo, at=LATER)
    assert (letter_of(second).subject, letter_of(second).is_corrected) == ("Ny overskrift", False)


def test_what_was_read_through_is_made_anew_and_read_again_only_if_it_becomes_different(bo):
    first, _second, third, _fourth = made.decided()
    for each in (first, third):
        actions.mark_read(each, read=True, seen=each.letter.version, by=bo, at=LATER)
    change_text(bo)

    actions.remake_all(first.programme, by=bo, at=LATER)

    assert (letter_of(first).subject, letter_of(first).read_at) == ("Ny overskrift", None)
    assert letter_of(third).read_at


def test_two_who_change_one_letter_text_are_told_of_each_other(bo):
    text = letters.Writer(made.round_of(1)[0].programme).text(Outcome.DESIGNATED, "da")
    change_text(bo)

    with pytest.raises(actions.Overtaken):
        actions.change_text(text, subject="x", body="{begrundelse}", seen=text.version, by=bo, at=LATER)


def test_the_areas_people_change_no_letter(bo):
    first, *_ = made.decided()
    anna = first.expression.created_by

    for act in (
        lambda: actions.correct(first, subject="x", body="y", seen=1, by=anna, at=LATER),
        lambda: actions.mark_read(first, read=True, seen=1, by=anna, at=LATER),
        lambda: actions.remake(first, seen=1, by=anna, at=LATER),
        lambda: actions.remake_all(first.programme, by=anna, at=LATER),
        lambda: change_text(anna),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_new_reasons_make_the_letter_anew_and_unread(bo):
    first, *_ = made.decided()
    actions.mark_read(first, read=True, seen=first.letter.version, by=bo, at=LATER)

    actions.revise_reasons(first, "I har musik.", seen=first.version, by=bo, at=LATER)

    letter = letter_of(first)
    assert "I har musik." in letter.body
    assert letter.read_at is None


def test_a_letter_corrected_by_hand_is_behind_its_new_reasons(bo):
    first, *_ = made.decided()
    actions.correct(first, subject="Rettet", body="Kære alle", seen=first.letter.version, by=bo, at=LATER)

    actions.revise_reasons(first, "I har musik.", seen=first.version, by=bo, at=LATER)

    letter = letter_of(first)
    assert (letter.body, letter.is_behind) == ("Kære alle", True)


# --- tags


def problems(subject: str, body: str, outcome: str = Outcome.DESIGNATED, decisions=()) -> list[str]:
    programme = factories.programme()
    text = LetterText(programme=programme, outcome=outcome, language="da", subject=subject, body=body)
    return letters.Writer(programme).problems(text, decisions)


def test_the_shipped_texts_have_nothing_wrong_with_them():
    decisions = made.decided()
    writer = letters.Writer(decisions[0].programme)

    for outcome in Outcome:
        for language in ("da", "en"):
            assert writer.problems(writer.text(outcome, language), decisions) == [], (outcome, language)


def test_an_unknown_tag_is_named(programme):
    made.milestones(programme)

    assert problems("Til {by}", "{begrundelse}") == ["Mærket {by} findes ikke."]


def test_a_tag_that_would_be_empty_is_named(programme):
    assert problems("x", "{begrundelse} {klagevejledning} {reserveplads} {kickoff}") == [
        "Mærket {klagevejledning} har ikke noget at sige i det brev. Fjern det.",
        "Mærket {reserveplads} har ikke noget at sige i det brev. Fjern det.",
        "Mærket {kickoff} har ikke noget at sige i det brev. Fjern det.",
    ]


def test_a_tag_that_would_be_empty_in_one_letter_is_named_with_the_area():
    first, *others = made.decided()
    first.expression.area.municipality = None
    first.expression.area.save()

    assert problems("x", "{begrundelse} i {kommune}", decisions=[first, *others]) == [
        "Mærket {kommune} ville være tomt for Sted 1."
    ]


def test_what_the_law_asks_of_a_refusal_cannot_be_left_out(programme):
    assert problems("x", "Nej", Outcome.DECLINED) == [
        "Mærket {begrundelse} skal stå i brevet.",
        "Mærket {klagevejledning} skal stå i brevet.",
    ]


def test_the_letter_follows_a_moved_milestone(bo):
    first, *_ = made.decided()
    Milestone.objects.filter(key="kickoff").update(from_on="2025-06-20", to_on="2025-06-20")

    actions.remake(first, seen=first.letter.version, by=bo, at=LATER)

    assert "kickoff den 20. juni 2025" in letter_of(first).body


# --- as blocks and as a PDF


def test_lines_become_headings_paragraphs_and_lists():
    found = letters.blocks("Kære alle\nog jer\n\n## Sådan\nTekst\n- et\n- to\n\nHilsen")

    assert [(each.kind, each.lines) for each in found] == [
        ("paragraph", ["Kære alle", "og jer"]),
        ("heading", ["Sådan"]),
        ("paragraph", ["Tekst"]),
        ("list", ["et", "to"]),
        ("paragraph", ["Hilsen"]),
    ]


def test_the_pdf_is_tagged_and_says_what_the_letter_says(bo):
    *_, third, _fourth = made.decided()

    made_pdf = papers.preview(
        Letter.objects.select_related("decision__expression").get(decision=third), by=bo, at=LATER
    )

    with pikepdf.open(io.BytesIO(made_pdf)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "da"
        assert "/H1" in _tags(pdf.Root.StructTreeRoot)
        assert {"/H2", "/P", "/L", "/LI"} <= _tags(pdf.Root.StructTreeRoot)


def _tags(node, depth: int = 0) -> set[str]:
    """The names of all structure elements below."""
    found = {str(node.S)} if "/S" in node else set()
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and depth < 30:
            found |= _tags(kid, depth + 1)
    return found


def test_the_paper_says_every_line_of_the_letter():
    *_, fourth = made.released()
    page = documents.html_of(fourth.letter.paper)

    for block in letters.blocks(fourth.letter.body):
        for line in block.lines:
            assert line in page, line
    assert "Udkast" not in page
    assert "14. maj 2025" in page
