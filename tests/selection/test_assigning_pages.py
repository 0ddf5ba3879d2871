"""The team's pages about who assesses what."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from areas import actions as areas_actions
from notices.models import Message
from people.models import User
from selection import actions
from selection.models import Assessment
from selection.states import AssessmentState
from tests import factories
from tests.areas.pages import fields_of
from tests.people.signing import sign_in, walk_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW = made.ASSIGNED_AT
LIST = "admin:selection_assessment_changelist"


def to(name: str, *args: object) -> str:
    return reverse(f"admin:selection_assessment_{name}", args=args)


def pairs() -> set[tuple[str, str]]:
    live = Assessment.objects.exclude(state=AssessmentState.ENDED)
    return set(live.values_list("expression__area__name", "assessor__name"))


def ticked(expressions=(), people=(), **more: object) -> dict:
    ticks = {"expression": [each.uid for each in expressions], "assessor": [each.pk for each in people]}
    return ticks | {"due_on": "2025-05-09"} | more


def test_the_table_says_who_has_what_and_how_far_each_is(at_the_desk, havnby, limby, vibe, tage):
    made.assessment.given(havnby, vibe)
    made.assessment.assigned(limby, vibe)
    made.assessment.qualified(havnby, tage)

    page = at_the_desk.get(reverse(LIST)).text

    assert "1 af 3 vurderinger er afgivet." in page
    havnby_line = page.partition("t-matrix")[2].partition("Havnby</a>")[2].partition("</tr>")[0]
    limby_line = page.partition("t-matrix")[2].partition("Limby</a>")[2].partition("</tr>")[0]
    assert "1 af 2" in havnby_line
    assert 'data-label="Vibe Dom"><span><b class="badge badge-success">Afgivet</b>' in havnby_line
    assert 'data-label="Tage Dom"><span><b class="badge badge-warning">I gang</b>' in havnby_line
    assert 'data-label="Vibe Dom"><span><b class="badge badge-info">Tildelt</b>' in limby_line
    assert "Tage Dom" not in limby_line


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_as_many_queries_for_one_as_for_thirty(
    count, at_the_desk, vibe, tage, programme, django_assert_num_queries
):
    for n in range(count):
        sent = made.sent(n)
        made.assessment.given(sent, vibe)
        made.assessment.assigned(sent, tage)

    with django_assert_num_queries(7):
        at_the_desk.get(reverse(LIST))


def test_several_are_given_to_several_at_once(at_the_desk, havnby, limby, vibe, tage):
    response = at_the_desk.post(to("assign"), ticked([havnby, limby], [vibe, tage]), follow=True)

    assert "4 vurderinger er tildelt. Hver bedømmer får én mail." in response.text
    assert pairs() == {(area, who) for area in ("Havnby", "Limby") for who in ("Vibe Dom", "Tage Dom")}
    assert Message.objects.filter(kind="assessments-assigned").count() == 2


def test_who_cannot_have_it_is_named(at_the_desk, havnby, limby, anna, vibe):
    User.objects.filter(pk=anna.pk).update(is_assessor=True)

    response = at_the_desk.post(to("assign"), ticked([havnby, limby], [anna, vibe]), follow=True)

    assert "Anna Holm kan ikke få Havnby: Anna Holm er eller har været med i områdets styregruppe." in response.text
    assert pairs() == {("Havnby", "Vibe Dom"), ("Limby", "Vibe Dom"), ("Limby", "Anna Holm")}


def test_what_lacks_is_said_and_the_ticks_stay(at_the_desk, havnby, vibe):
    response = at_the_desk.post(to("assign"), ticked([havnby], [], due_on="2025-05-01"))

    assert response.status_code == 422
    assert "Sæt flueben ved mindst én bedømmer." in response.text
    assert "Den dag er gået." in response.text
    assert fields_of(response, "t-form")["expression"] == [str(havnby.uid)]
    assert not Assessment.objects.exists()


def test_the_date_is_set_for_those_that_are_ticked(at_the_desk, havnby, limby, vibe, tage):
    made.assessment.assigned(havnby, vibe)
    made.assessment.assigned(havnby, tage)

    response = at_the_desk.post(to("due"), ticked([], [vibe], due_on="2025-05-16"), follow=True)

    assert "Fristen for 1 vurdering er nu 16. maj 2025." in response.text
    days = dict(Assessment.objects.values_list("assessor__name", "due_on"))
    assert days == {"Vibe Dom": dt.date(2025, 5, 16), "Tage Dom": made.DUE_ON}


def test_a_spread_is_proposed_before_it_is_saved(at_the_desk, havnby, limby, vibe, tage):
    proposal = at_the_desk.post(to("spread"), ticked([], [vibe, tage], per="1"))

    assert "Intet er gemt endnu." in proposal.text
    assert not Assessment.objects.exists()

    said = fields_of(proposal, "") | {"expression": [], "assessor": [vibe.pk, tage.pk], "save": "Gem"}
    saved = at_the_desk.post(to("spread"), said, follow=True)

    assert "2 vurderinger er tildelt." in saved.text
    assert {area for area, _who in pairs()} == {"Havnby", "Limby"}
    assert {who for _area, who in pairs()} == {"Vibe Dom", "Tage Dom"}


def test_a_proposal_that_no_longer_holds_is_shown_again(at_the_desk, havnby, limby, vibe, tage):
    proposal = at_the_desk.post(to("spread"), ticked([], [vibe, tage], per="1"))
    said = fields_of(proposal, "") | {"expression": [], "assessor": [vibe.pk, tage.pk], "save": "Gem"}
    made.assessment.assigned(havnby, vibe)

    again = at_the_desk.post(to("spread"), said)

    assert "forslaget er lavet om" in again.text
    assert pairs() == {("Havnby", "Vibe Dom")}


def test_a_proposal_says_where_somebody_lacks(at_the_desk, havnby, limby, vibe):
    proposal = at_the_desk.post(to("spread"), ticked([havnby], [vibe], per="3"))

    assert "2 mangler" in proposal.text
    assert "inviter en udefra" in proposal.text


def test_somebody_from_outside_is_invited(at_the_desk, programme):
    said = {"name": "Ny Dom", "email": "ny@eksempel.dk", "due_on": "2025-05-09"}

    wrong = at_the_desk.post(to("invite"), said | {"email": "ny"})
    response = at_the_desk.post(to("invite"), said, follow=True)

    assert wrong.status_code == 422
    assert "Ny Dom" in wrong.text
    assert "Ny Dom er bedømmer og får en mail." in response.text
    assert User.objects.get(email="ny@eksempel.dk").is_assessor


def test_a_substitute_is_found_on_the_page_of_the_case(at_the_desk, havnby, vibe, tage, anna):
    User.objects.filter(pk=anna.pk).update(is_assessor=True)
    hers = made.assessment.assigned(havnby, vibe)
    actions.step_aside(hers, ground="leads", note="Noget fortroligt", by=vibe, at=NOW)
    assert "mangler stedfortræder" in at_the_desk.get(reverse(LIST)).text

    case = at_the_desk.get(to("case", havnby.uid)).text
    choices = at_the_desk.get(to("substitute", hers.uid)).text
    response = at_the_desk.post(to("substitute", hers.uid), {"person": tage.pk, "due_on": "2025-05-12"}, follow=True)

    assert to("substitute", hers.uid) in case
    assert "Inhabil" in case
    assert "Vibe Dom: Noget fortroligt" in case
    assert "§ 3, stk. 1, nr. 3" in case
    assert "Tage Dom" in choices
    assert "Anna Holm</option>" not in choices
    assert "Tage Dom er stedfortræder og får en mail." in response.text
    assert "i stedet for Vibe Dom" in response.text
    assert "mangler stedfortræder" not in at_the_desk.get(reverse(LIST)).text


def test_an_assignment_is_taken_back_when_that_is_confirmed(at_the_desk, havnby, vibe):
    mine = made.assessment.qualified(havnby, vibe)

    asked = at_the_desk.get(to("take_back", mine.uid))
    at_the_desk.post(to("take_back", mine.uid))

    mine.refresh_from_db()
    assert "skal ikke vurdere Havnby længere" in asked.text
    assert mine.state == AssessmentState.ENDED


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_of_a_case_takes_as_many_queries_for_one_as_for_thirty(
    count, at_the_desk, havnby, django_assert_num_queries
):
    for n in range(count):
        made.assessment.assigned(havnby, made.assessor(f"Nr{n} Dom"))

    with django_assert_num_queries(6):
        at_the_desk.get(to("case", havnby.uid))


def test_a_disqualified_one_of_the_team_finds_no_trace_of_the_case(at_the_desk, havnby, limby, bo, vibe, tage):
    hers = made.assessment.assigned(havnby, vibe)
    made.assessment.assigned(limby, vibe)
    made.disqualified(bo, havnby)

    page = at_the_desk.get(reverse(LIST)).text

    assert "Limby" in page
    assert "Havnby" not in page
    assert "0 af 1 vurderinger er afgivet." in page
    for url in (to("case", havnby.uid), to("take_back", hers.uid), to("substitute", hers.uid)):
        assert at_the_desk.get(url).status_code == 404
        assert at_the_desk.post(url).status_code == 404
    refused = at_the_desk.post(to("assign"), ticked([havnby], [tage]))
    assert refused.status_code == 422
    assert not Assessment.objects.filter(assessor=tage).exists()


def test_what_is_asked_about_cannot_be_given_out_before_the_answer(at_the_desk, havnby, bo, vibe):
    asked = [areas_actions.Asked(("ide", "practice"), "Hvem?")]
    areas_actions.send_back(havnby, asked, number=1, answer_on=made.DUE_ON, by=bo, at=factories.AFTER_THE_DEADLINE)

    page = at_the_desk.get(reverse(LIST)).text

    assert "Havnby" in page
    assert f'value="{havnby.uid}"' not in page


def test_no_words_of_an_assessment_stand_on_the_teams_lists(at_the_desk, havnby, vibe):
    mine = made.assessment.given(havnby, vibe, 1)
    Assessment.objects.filter(pk=mine.pk).update(overall="Hemmeligt ord")

    for url in (reverse(LIST), to("case", havnby.uid)):
        assert "Hemmeligt ord" not in at_the_desk.get(url).text


def test_an_assessor_finds_none_of_the_teams_pages(as_vibe, havnby, vibe):
    mine = made.assessment.given(havnby, vibe)

    for url in (reverse(LIST), to("case", havnby.uid), to("take_back", mine.uid), to("invite")):
        assert as_vibe.get(url).status_code == 404


# --- where an assessor comes in


def test_who_assesses_and_does_nothing_else_comes_in_there(programme, vibe, assessing_day):
    assert walk_in(Client(), vibe.email).headers["Location"] == reverse("assessments")


def test_who_is_of_an_area_as_well_comes_in_on_their_own_page(havnby, anna, assessing_day):
    User.objects.filter(pk=anna.pk).update(is_assessor=True)

    assert walk_in(Client(), anna.email).headers["Location"] == reverse("my_page")


def test_my_page_and_every_menu_lead_there(as_vibe, havnby, limby, vibe):
    made.assessment.assigned(havnby, vibe)
    made.assessment.given(limby, vibe)

    mine, front = as_vibe.get(reverse("my_page")).text, as_vibe.get(reverse("home")).text

    assert "Du mangler at afgive 1 vurdering." in mine
    assert "2 dage tilbage" in mine
    assert "Begynd en interesseerklæring" not in mine
    for page in (mine, front):
        assert f'href="{reverse("assessments")}"' in page


def test_others_menus_do_not(client, havnby, anna, assessing_day):
    page = sign_in(client, anna).get(reverse("my_page")).text

    assert f'href="{reverse("assessments")}"' not in page


def test_the_plan_of_reminders_holds_the_assessors_but_of_no_closed_case(at_the_desk, havnby, limby, vibe, settings):
    settings.TODAY = NOW.date()
    made.assessment.assigned(havnby, vibe)
    made.assessment.assigned(limby, vibe)
    made.disqualified(factories.bo(), limby)

    plan = at_the_desk.get(reverse("admin:notices_reminderpause_changelist")).text

    assert "Vurder interesseerklæringen fra Havnby" in plan
    assert "Limby" not in plan
