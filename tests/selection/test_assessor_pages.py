"""What an assessor meets: the list, the declaration, the page to read and write on, and the others afterwards."""

import pytest
from django.test import Client
from django.urls import reverse

from areas import actions as areas_actions
from areas.models import ExpressionOfInterest
from notices.models import Message
from programme.models import Disqualification, Ground
from selection import actions
from selection.models import Assessment, Remark, Score
from selection.states import AssessmentState
from tests import factories
from tests.areas.pages import fields_of
from tests.house_rules.places import a_document
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW = made.GIVEN_AT
WHOLE = {
    "points-udvikling": "4",
    "reason-udvikling": "De bygger videre på havnefesten.",
    "points-forankring": "2",
    "reason-forankring": "Ingen har sagt ja til at tage over.",
    "overall": "God idé, tynd plan.",
}


def at(name: str, assessment: Assessment, *more: object) -> str:
    return reverse(name, args=[assessment.uid, *more])


def state_of(assessment: Assessment) -> str:
    return Assessment.objects.get(pk=assessment.pk).state


def page_of(client: Client, assessment: Assessment) -> str:
    response = client.get(at("assessment", assessment))
    assert response.status_code == 200, response
    return response.text


def filled(client: Client, assessment: Assessment, **typed: str) -> dict:
    """The page's own fields, with some typed over."""
    response = client.get(at("assessment", assessment))
    return fields_of(response) | typed


# --- the list


def test_one_sees_ones_own_and_how_far_one_is(as_vibe, havnby, limby, vibe, tage):
    mine = made.assessment.assigned(havnby, vibe)
    theirs = made.assessment.assigned(limby, tage)

    page = as_vibe.get(reverse("assessments")).text

    assert at("assessment", mine) in page
    assert "Havnby" in page
    assert "9. maj 2025" in page
    assert "Sig først, om du er habil" in page
    assert at("assessment", theirs) not in page
    assert "Limby" not in page


def test_what_is_given_stands_apart(as_vibe, havnby, limby, vibe):
    made.assessment.given(havnby, vibe)
    made.assessment.qualified(limby, vibe)

    page = as_vibe.get(reverse("assessments")).text

    assert page.index("Limby") < page.index("Havnby")
    assert 'value="1" max="2"' in page


def test_who_is_no_assessor_finds_no_such_page(client, anna, assessing_day):
    assert sign_in(client, anna).get(reverse("assessments")).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_as_many_queries_for_one_as_for_thirty(
    count, as_vibe, vibe, programme, django_assert_num_queries
):
    for n in range(count):
        sent = made.sent(n)
        make = [made.assessment.assigned, made.assessment.qualified, made.assessment.given][n % 3]
        make(sent, vibe)

    with django_assert_num_queries(3):
        as_vibe.get(reverse("assessments"))


# --- the declaration


def test_before_the_declaration_nothing_is_seen_but_name_and_municipality(as_vibe, havnby, vibe, anna):
    mine = made.assessment.assigned(havnby, vibe)

    page = page_of(as_vibe, mine)

    assert "Er du habil i sagen om Havnby?" in page
    assert "Frederikshavn Kommune" in page
    assert "forvaltningslovens § 3" in page
    for said in ("Vi vil samle byen", "Om Udvikling", "Anna Holm", "Partner 0", havnby.reference):
        assert said not in page


def test_no_way_round_the_declaration(as_vibe, vibe, anna, bo):
    draft = factories.expression.complete(anna)
    document = a_document(anna)
    areas_actions.attach(draft, document, title="Kort", by=anna, at=factories.BEFORE_THE_DEADLINE)
    draft.refresh_from_db()
    areas_actions.submit(draft, by=anna, arrived_at=factories.BEFORE_THE_DEADLINE, version=draft.version)
    mine = made.assessment.assigned(ExpressionOfInterest.objects.get(pk=draft.pk), vibe)

    assert as_vibe.get(at("assessment_file", mine, document.uid)).status_code == 404
    assert as_vibe.post(at("assessment_autosave", mine), WHOLE).status_code == 409
    assert as_vibe.post(at("assessment", mine), WHOLE | {"give": "1"}).status_code == 302
    assert state_of(mine) == AssessmentState.ASSIGNED
    assert not Score.objects.exists()

    as_vibe.post(at("assessment_qualified", mine))

    file = as_vibe.get(at("assessment_file", mine, document.uid))
    assert (file.status_code, len(b"".join(file.streaming_content)) > 100) == (200, True)


def test_a_file_that_was_not_sent_along_is_not_there(as_vibe, havnby, vibe, anna):
    mine = made.assessment.qualified(havnby, vibe)
    areas_actions.reopen(havnby, by=anna, at=factories.BEFORE_THE_DEADLINE)
    document = a_document(anna)
    draft = ExpressionOfInterest.objects.get(pk=havnby.pk)
    areas_actions.attach(draft, document, title="Ikke sendt", by=anna, at=factories.BEFORE_THE_DEADLINE)

    assert as_vibe.get(at("assessment_file", mine, document.uid)).status_code == 404


def test_who_declares_herself_qualified_reads_exactly_what_was_sent(as_vibe, havnby, vibe):
    mine = made.assessment.assigned(havnby, vibe)
    ExpressionOfInterest.objects.filter(pk=havnby.pk).update(challenge="Rettet siden")

    response = as_vibe.post(at("assessment_qualified", mine), follow=True)

    mine.refresh_from_db()
    assert mine.state == AssessmentState.QUALIFIED
    assert mine.qualified_at is not None
    for said in ("Vi vil samle byen", "Om Udvikling", "Om Forankring", "Anna Holm", "Partner 0", havnby.reference):
        assert said in response.text
    assert "Rettet siden" not in response.text


def test_who_can_undo_a_disqualification_is_said_to_an_outsider_and_to_the_team(as_vibe, havnby, vibe):
    """Vibe is not of the team: to her there is no "another of the team"."""
    mine = made.assessment.assigned(havnby, vibe)

    page = as_vibe.get(at("assessment_disqualified", mine)).text

    assert "Det kan kun kulturteamet." in page


def test_who_is_disqualified_is_locked_out_of_all_of_it(as_vibe, havnby, vibe, bo):
    mine = made.assessment.assigned(havnby, vibe)

    told = as_vibe.post(
        at("assessment_disqualified", mine), {"ground": Ground.LEADS, "note": "Sidder i bestyrelsen"}, follow=True
    )

    mine.refresh_from_db()
    found = Disqualification.objects.get()
    assert "Havnby er lukket for dig nu" in told.text
    assert mine.state == AssessmentState.DISQUALIFIED
    assert (found.case, found.person, found.ground, found.note) == (
        havnby.case,
        vibe,
        Ground.LEADS,
        "Sidder i bestyrelsen",
    )
    assert "Havnby" not in as_vibe.get(reverse("assessments")).text
    for name, more in PAGES_OF_ONE:
        for ask in (as_vibe.get, as_vibe.post):
            assert ask(at(name, mine, *more)).status_code in (404, 405), name
    assert Message.objects.get(kind="assessor-disqualified").to == bo


PAGES_OF_ONE = [
    ("assessment", ()),
    ("assessment_qualified", ()),
    ("assessment_disqualified", ()),
    ("assessment_autosave", ()),
    ("assessment_file", ("11111111-1111-1111-1111-111111111111",)),
    ("assessment_change", ("udvikling",)),
]


@pytest.mark.parametrize("state", ["assigned", "qualified", "given"])
def test_nobody_finds_anothers(as_tage, havnby, vibe, state):
    hers = getattr(made.assessment, state)(havnby, vibe)

    for name, more in PAGES_OF_ONE:
        assert as_tage.get(at(name, hers, *more)).status_code in (404, 405), name


def test_a_ground_is_needed_and_what_was_typed_stays(as_vibe, havnby, vibe):
    mine = made.assessment.assigned(havnby, vibe)

    response = as_vibe.post(at("assessment_disqualified", mine), {"note": "Min søster bor der"})

    assert response.status_code == 422
    assert response.text.count("Vælg den grund, der passer bedst.") == 2
    assert "Min søster bor der" in response.text
    assert state_of(mine) == AssessmentState.ASSIGNED


def test_it_can_be_found_out_later_too(as_vibe, havnby, vibe):
    mine = made.assessment.given(havnby, vibe)

    as_vibe.post(at("assessment_disqualified", mine), {"ground": Ground.FAMILY})

    assert state_of(mine) == AssessmentState.DISQUALIFIED
    assert not Assessment.objects.given().exists()
    assert as_vibe.get(at("assessment", mine)).status_code == 404


def test_who_loses_the_role_loses_the_way_in(as_vibe, havnby, vibe):
    mine = made.assessment.qualified(havnby, vibe)
    vibe.is_assessor = False
    vibe.save()

    assert as_vibe.get(at("assessment", mine)).status_code == 404
    assert as_vibe.get(reverse("assessments")).status_code == 404


# --- writing and giving


def test_what_is_half_done_is_kept(as_vibe, havnby, vibe):
    mine = made.assessment.qualified(havnby, vibe)
    typed = filled(as_vibe, mine, **{"points-udvikling": "5", "reason-forankring": "Måske"})

    response = as_vibe.post(at("assessment", mine), typed | {"save": "1"}, follow=True)

    assert "Gemt kl." in response.text
    again = fields_of(as_vibe.get(at("assessment", mine)))
    assert (again["points-udvikling"], again["reason-forankring"]) == (["5"], ["Måske"])
    assert "points-forankring" not in again


def test_what_lacks_is_said_at_each_field(as_vibe, havnby, vibe):
    mine = made.assessment.qualified(havnby, vibe)
    typed = filled(as_vibe, mine, **{"points-udvikling": "5"})

    response = as_vibe.post(at("assessment", mine), typed | {"give": "1"})

    assert response.status_code == 422
    assert state_of(mine) == AssessmentState.QUALIFIED
    for sentence in (
        "Skriv, hvorfor “Udvikling” får de point.",
        "Giv fra 1 til 5 point for “Forankring”.",
        "Skriv, hvorfor “Forankring” får de point.",
        "Skriv din samlede vurdering.",
    ):
        assert response.text.count(sentence) == 2, sentence  # in the summary and at its field
    assert "Giv fra 1 til 5 point for “Udvikling”." not in response.text
    assert Score.objects.get(element__key="udvikling").points == 5


def test_what_is_whole_is_given_in_one_act(as_vibe, havnby, vibe):
    mine = made.assessment.qualified(havnby, vibe)

    response = as_vibe.post(at("assessment", mine), filled(as_vibe, mine, **WHOLE) | {"give": "1"}, follow=True)

    mine.refresh_from_db()
    assert "Tak! Din vurdering er afgivet." in response.text
    assert (mine.state, mine.given_by, mine.overall) == (AssessmentState.GIVEN, vibe, "God idé, tynd plan.")
    assert sorted(mine.scores.values_list("element__key", "points")) == [("forankring", 2), ("udvikling", 4)]


def test_points_that_are_none_are_not_stored(as_vibe, havnby, vibe):
    mine = made.assessment.qualified(havnby, vibe)
    typed = filled(as_vibe, mine, **{"points-udvikling": "9", "reason-udvikling": "Hej"})

    response = as_vibe.post(at("assessment", mine), typed | {"save": "1"})

    assert response.status_code == 422
    assert "Giv fra 1 til 5 point." in response.text
    score = Score.objects.get(element__key="udvikling")
    assert (score.points, score.reason) == (None, "Hej")


def test_two_tabs_do_not_overwrite_each_other(as_vibe, havnby, vibe):
    mine = made.assessment.qualified(havnby, vibe)
    one, other = (filled(as_vibe, mine, overall=text) for text in ("Den ene fane", "Den anden fane"))
    as_vibe.post(at("assessment", mine), one | {"save": "1"})

    response = as_vibe.post(at("assessment", mine), other | {"give": "1"})

    mine.refresh_from_db()
    assert response.status_code == 409
    assert (mine.overall, mine.state) == ("Den ene fane", AssessmentState.QUALIFIED)
    assert "Den ene fane" in response.text
    assert "Den anden fane" in response.text

    chosen = fields_of(response) | {"save": "1"}
    as_vibe.post(at("assessment", mine), chosen)

    mine.refresh_from_db()
    assert mine.overall == "Den anden fane"


def test_while_the_area_is_asked_it_can_be_written_and_not_given(as_vibe, havnby, vibe, bo):
    mine = made.assessment.qualified(havnby, vibe)
    asked = [areas_actions.Asked(("ide", "practice"), "Hvem gør hvad?")]
    areas_actions.send_back(havnby, asked, number=1, answer_on=made.DUE_ON, by=bo, at=factories.AFTER_THE_DEADLINE)

    typed = filled(as_vibe, mine, **WHOLE)
    response = as_vibe.post(at("assessment", mine), typed | {"give": "1"}, follow=True)

    assert "først afgives, når svaret er her" in response.text
    assert state_of(mine) == AssessmentState.QUALIFIED
    assert Score.objects.get(element__key="udvikling").points == 4


def test_a_session_that_ran_out_gives_back_what_was_typed(as_vibe, havnby, vibe):
    mine = made.assessment.qualified(havnby, vibe)
    typed = filled(as_vibe, mine, overall="Skrevet, mens sessionen løb ud")
    as_vibe.logout()
    answer = as_vibe.post(at("assessment", mine), typed | {"save": "1"})
    assert answer.status_code == 302

    as_vibe.force_login(vibe)
    page = page_of(as_vibe, mine)

    assert "Skrevet, mens sessionen løb ud" in page
    assert "ikke gemt endnu" in page


# --- the others


def test_of_the_others_there_is_nothing_before_ones_own_is_given(as_vibe, havnby, vibe, tage, bo):
    mine = made.assessment.qualified(havnby, vibe)
    his = made.assessment.given(havnby, tage, 1, 5)
    actions.remark(havnby, text="Tynd plan, synes jeg", by=tage, at=NOW)
    made.assessment.assigned(havnby, made.assessor("Ulla Dom"))

    pages = [page_of(as_vibe, mine), as_vibe.get(reverse("assessments")).text, as_vibe.get(reverse("my_page")).text]

    assert his.overall == "Godt"
    for page in pages:
        for said in ("Tage", "Ulla", "Tynd plan", "Fordi", "bemærkning", "andre har også afgivet"):
            assert said not in page
    assert not Remark.objects.readable_by(vibe).exists()
    assert not Message.objects.filter(to=vibe).exists()


def test_afterwards_they_stand_side_by_side(as_vibe, havnby, vibe, tage):
    mine = made.assessment.given(havnby, vibe, 4, 4)
    made.assessment.given(havnby, tage, 1, 5)
    actions.remark(havnby, text="Tynd plan, synes jeg", by=tage, at=NOW)
    not_given = made.assessment.qualified(havnby, made.assessor("Ulla Dom"))
    Assessment.objects.filter(pk=not_given.pk).update(overall="Ikke færdig")

    page = page_of(as_vibe, mine)

    for said in ("Tage Dom", "1 af 5", "5 af 5", "4 af 5", "Tynd plan, synes jeg", "1 anden har også afgivet sin."):
        assert said in page
    assert "Ulla" not in page
    assert "Ikke færdig" not in page


def test_a_disqualified_ones_words_are_gone_for_the_others_too(as_vibe, havnby, vibe, tage):
    mine = made.assessment.given(havnby, vibe, 4, 4)
    his = made.assessment.given(havnby, tage, 1, 1)
    actions.step_aside(his, ground=Ground.OTHER, note="", by=tage, at=NOW)

    assert "Tage" not in page_of(as_vibe, mine)


def test_one_says_something_to_the_others(as_vibe, havnby, vibe, tage):
    mine = made.assessment.given(havnby, vibe)

    empty = as_vibe.post(at("assessment", mine), {"remark": "1", "text": " "})
    written = as_vibe.post(at("assessment", mine), {"remark": "1", "text": "Skal vi tale om det?"}, follow=True)

    assert empty.status_code == 422
    assert "Skriv en bemærkning." in empty.text
    assert "Skal vi tale om det?" in written.text
    assert list(Remark.objects.values_list("text", "by")) == [("Skal vi tale om det?", vibe.pk)]


def test_points_are_changed_with_a_reason_and_what_they_were_stays(as_vibe, as_tage, havnby, vibe, tage):
    mine = made.assessment.given(havnby, vibe, 4, 4)
    his = made.assessment.given(havnby, tage)
    url = at("assessment_change", mine, "udvikling")

    same = as_vibe.post(url, {"points": "4", "reason": "Det samme"})
    without = as_vibe.post(url, {"points": "2", "reason": ""})
    as_vibe.post(url, {"points": "2", "reason": "Tage har ret: der er ingen plan."})

    assert (same.status_code, without.status_code) == (422, 422)
    assert "Vælg andre point end dem, du har givet." in same.text
    assert "Skriv, hvorfor du ændrer pointene." in without.text
    for client, assessment in ((as_vibe, mine), (as_tage, his)):
        page = page_of(client, assessment)
        assert "2 af 5" in page
        assert "fra 4 til 2:" in page
        assert "Tage har ret: der er ingen plan." in page
    assert mine.scores.get(element__key="udvikling").reason == "Fordi"


def test_the_page_takes_as_many_queries_with_two_others_as_with_eight(as_vibe, havnby, vibe, django_assert_num_queries):
    mine = made.assessment.given(havnby, vibe, 4, 4)
    for n in range(8):
        if n == 2:
            with django_assert_num_queries(14):
                as_vibe.get(at("assessment", mine))
        made.assessment.given(havnby, made.assessor(f"Nr{n} Dom"))

    with django_assert_num_queries(14):
        as_vibe.get(at("assessment", mine))


def test_once_the_area_has_been_told_nothing_changes_and_ones_own_stays_readable(as_vibe, havnby, vibe, bo):
    mine = made.assessment.given(havnby, vibe, 4, 4)
    made.declined(havnby, by=bo)

    page = page_of(as_vibe, mine)

    assert "4 af 5" in page
    assert "Ændr mine point" not in page
    assert "Skriv til de andre" not in page
    assert as_vibe.post(at("assessment_change", mine, "udvikling"), {"points": "1", "reason": "x"}).status_code == 302
    assert mine.scores.get(element__key="udvikling").points == 4
    as_vibe.post(at("assessment", mine), {"remark": "1", "text": "For sent"})
    assert not Remark.objects.exists()


@pytest.mark.parametrize("state", ["assigned", "qualified"])
def test_while_the_area_has_opened_it_again_it_is_not_called_over(as_vibe, havnby, vibe, state):
    mine = getattr(made.assessment, state)(havnby, vibe)
    ExpressionOfInterest.objects.filter(pk=havnby.pk).update(
        state="draft", drafted_at=NOW, drafted_by=vibe, submitted_at=None, submitted_by=None
    )

    pages = page_of(as_vibe, mine), as_vibe.get(reverse("assessments")).text

    assert all("Området er ved at rette i den" in page for page in pages)
    assert not any("der er truffet afgørelse" in page or "Skal ikke vurderes mere" in page for page in pages)
