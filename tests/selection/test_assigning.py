"""Who is asked to assess what: by hand, in the place of another, from outside; and what cannot be."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from areas import actions as areas_actions
from areas.models import Membership
from notices import rendering
from notices.models import Message
from people.models import User
from programme.models import HistoryEntry
from programme.workflow import NotAllowed
from selection import actions
from selection.barring import Bar
from selection.models import Assessment
from selection.obligations import assess
from selection.states import AssessmentState
from tests import factories
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW = made.ASSIGNED_AT
AS_SENT = {"name": "Vibe", "site": "", "sent_on": made.DUE_ON, "unsubscribe": ""}
HOUR = dt.timedelta(hours=1)


def assign(*pairs, by, due_on=made.DUE_ON, at=NOW):
    return actions.assign(pairs, due_on=due_on, by=by, at=at)


def sentences(expression) -> list[str]:
    entries = HistoryEntry.objects.filter(case=expression.case, verb__startswith="assessment/").order_by("number")
    return [entry.sentence for entry in entries]


# --- by hand


def test_several_to_several_with_one_mail_each(havnby, limby, vibe, tage, bo):
    done = assign((havnby, vibe), (limby, vibe), (havnby, tage), by=bo)

    assert len(done.made) == 3
    assert {(each.expression, each.assessor) for each in Assessment.objects.all()} == {
        (havnby, vibe),
        (limby, vibe),
        (havnby, tage),
    }
    mails = {mail.to: mail.context for mail in Message.objects.filter(kind="assessments-assigned")}
    assert {person: context["count"] for person, context in mails.items()} == {vibe: "2", tage: "1"}
    assert mails[vibe]["due"] == "9. maj 2025"
    assert sentences(havnby) == [
        "Bo Lund bad Tage Dom, Vibe Dom om hver for sig at vurdere interesseerklæringen senest 9. maj 2025."
    ]


def test_who_has_it_is_not_asked_again(havnby, vibe, bo):
    assign((havnby, vibe), by=bo)

    done = assign((havnby, vibe), by=bo, at=NOW + HOUR)

    assert (done.made, done.barred) == ([], [])
    assert Message.objects.filter(kind="assessments-assigned").count() == 1


def test_nobody_of_the_areas_group_can_be_asked(havnby, limby, anna, bo):
    User.objects.filter(pk=anna.pk).update(is_assessor=True)
    anna.refresh_from_db()

    done = assign((havnby, anna), (limby, anna), by=bo)

    assert [(each.expression, each.person, each.why) for each in done.barred] == [(havnby, anna, Bar.GROUP)]
    assert [each.expression for each in done.made] == [limby]


def test_nor_who_was_in_it_before(havnby, bo):
    ejnar = havnby.area.memberships.get(role="member").person
    Membership.objects.filter(person=ejnar).update(ended_at=NOW, ended_by=bo)
    User.objects.filter(pk=ejnar.pk).update(is_assessor=True)
    ejnar.refresh_from_db()

    assert assign((havnby, ejnar), by=bo).barred[0].why == Bar.GROUP


def test_the_database_holds_that_too(havnby, anna):
    with pytest.raises(IntegrityError, match="was in the group"), transaction.atomic():
        made.assessment.assigned(havnby, anna)


def test_who_joins_the_group_later_can_neither_open_nor_give(havnby, vibe, tage, anna):
    hers, his = made.assessment.assigned(havnby, vibe), made.assessment.qualified(havnby, tage)
    for person in (vibe, tage):
        areas_actions.add_member(
            havnby, name=person.name, email=person.email, phone="", by=anna, at=factories.BEFORE_THE_DEADLINE
        )

    with pytest.raises(NotAllowed):
        actions.declare_qualified(hers, by=vibe, at=NOW)
    with pytest.raises(NotAllowed):
        actions.give(his, version=his.version, by=tage, at=NOW)


def test_nor_can_the_municipalitys_contact(havnby, limby, bo):
    karen = factories.municipal_contact().person
    User.objects.filter(pk=karen.pk).update(is_assessor=True)
    karen.refresh_from_db()

    done = assign((havnby, karen), (limby, karen), by=bo)

    assert [(each.expression, each.why) for each in done.barred] == [(havnby, Bar.MUNICIPALITY)]


def test_nor_whoever_is_disqualified(havnby, vibe, bo):
    made.disqualified(vibe, havnby)

    assert assign((havnby, vibe), by=bo).barred[0].why == Bar.DISQUALIFIED


@pytest.mark.parametrize("fields", [{"is_assessor": False}, {"is_active": False}])
def test_who_has_no_such_role_is_not_asked(havnby, vibe, bo, fields):
    User.objects.filter(pk=vibe.pk).update(**fields)
    vibe.refresh_from_db()

    with pytest.raises(NotAllowed):
        assign((havnby, vibe), by=bo)


def test_only_the_team_asks_and_none_who_is_disqualified(havnby, limby, vibe, tage, bo):
    with pytest.raises(NotAllowed):
        assign((havnby, vibe), by=tage)
    made.disqualified(bo, havnby)
    with pytest.raises(NotAllowed):
        assign((limby, vibe), (havnby, vibe), by=bo)

    assert not Assessment.objects.exists()


def test_a_draft_is_not_assessed(vibe, anna, bo):
    with pytest.raises(NotAllowed):
        assign((factories.expression.complete(anna), vibe), by=bo)


# --- taking back, and another day


def test_what_is_taken_back_is_owed_no_more_and_can_be_asked_for_again(havnby, vibe, bo):
    (mine,) = assign((havnby, vibe), by=bo).made
    assert [each.owed_by for each in assess()] == [(vibe.pk,)]

    actions.take_back(mine, by=bo, at=NOW + HOUR)

    assert list(assess()) == []
    assert not Assessment.objects.of(vibe).exists()
    assert sentences(havnby)[-1] == "Bo Lund tog vurderingen tilbage fra Vibe Dom."
    assert len(assign((havnby, vibe), by=bo, at=NOW + 2 * HOUR).made) == 1


def test_what_is_given_is_not_taken_back(havnby, vibe, bo):
    mine = made.assessment.given(havnby, vibe)

    with pytest.raises(NotAllowed):
        actions.take_back(mine, by=bo, at=NOW)


def test_another_day_holds_for_what_is_open(havnby, limby, vibe, bo):
    mine, given = made.assessment.assigned(havnby, vibe), made.assessment.given(limby, vibe)
    later = dt.date(2025, 5, 14)

    count = actions.set_due([mine, given], later, by=bo, at=NOW + HOUR)

    given.refresh_from_db()
    (owed,) = assess()
    assert (count, owed.due_on, owed.since) == (1, later, NOW + HOUR)
    assert given.due_on == made.DUE_ON
    assert sentences(havnby)[-1] == "Bo Lund satte fristen for at vurdere til 14. maj 2025: Vibe Dom."


def test_nobody_moves_the_day_of_a_case_closed_to_them(havnby, vibe, bo):
    mine = made.assessment.assigned(havnby, vibe)
    made.disqualified(bo, havnby)

    with pytest.raises(NotAllowed):
        actions.set_due([mine], dt.date(2025, 5, 14), by=bo, at=NOW)


# --- somebody in another's place


def test_a_substitute_is_carried_over_and_not_told_for_whom(havnby, vibe, tage, bo):
    hers = made.assessment.assigned(havnby, vibe)
    actions.step_aside(hers, ground="leads", note="", by=vibe, at=NOW)

    his = actions.name_substitute(hers, tage, due_on=made.DUE_ON, by=bo, at=NOW + HOUR)

    mail = Message.objects.get(kind="assessment-substitute")
    assert (his.substitute_for, his.state) == (hers, AssessmentState.ASSIGNED)
    assert (mail.to, mail.case) == (tage, havnby.case)
    assert "Vibe" not in str(mail.context)
    assert sentences(havnby)[-1] == (
        "Bo Lund bad Tage Dom om at vurdere interesseerklæringen i stedet for Vibe Dom, senest 9. maj 2025."
    )


def test_one_substitute_and_no_more_unless_that_one_is_disqualified_too(havnby, vibe, tage, bo):
    ulla = made.assessor("Ulla Dom")
    hers = made.assessment.assigned(havnby, vibe)
    actions.step_aside(hers, ground="leads", note="", by=vibe, at=NOW)
    his = actions.name_substitute(hers, tage, due_on=made.DUE_ON, by=bo, at=NOW)

    with pytest.raises(NotAllowed):
        actions.name_substitute(hers, ulla, due_on=made.DUE_ON, by=bo, at=NOW)
    actions.step_aside(Assessment.objects.get(pk=his.pk), ground="family", note="", by=tage, at=NOW)

    assert list(Assessment.objects.awaiting_substitute()) == [his]
    his.refresh_from_db()
    assert actions.name_substitute(his, ulla, due_on=made.DUE_ON, by=bo, at=NOW).substitute_for == his


@pytest.mark.parametrize("state", ["assigned", "qualified", "given"])
def test_nobody_takes_the_place_of_one_who_is_there(havnby, vibe, tage, bo, state):
    hers = getattr(made.assessment, state)(havnby, vibe)

    with pytest.raises(NotAllowed):
        actions.name_substitute(hers, tage, due_on=made.DUE_ON, by=bo, at=NOW)


def test_a_substitute_may_not_be_of_the_area_either(havnby, vibe, anna, bo):
    User.objects.filter(pk=anna.pk).update(is_assessor=True)
    anna.refresh_from_db()
    hers = made.assessment.assigned(havnby, vibe)
    actions.step_aside(hers, ground="leads", note="", by=vibe, at=NOW)

    with pytest.raises(NotAllowed):
        actions.name_substitute(hers, anna, due_on=made.DUE_ON, by=bo, at=NOW)


# --- somebody from outside


def invite(programme, by, email="ny@eksempel.dk", at=NOW):
    return actions.invite_assessor(programme, name="Ny Dom", email=email, due_on=made.DUE_ON, by=by, at=at)


def test_an_outsider_becomes_a_user_with_the_role_and_is_told_what_is_asked(programme, bo):
    person = invite(programme, bo, email="Ny@Eksempel.dk")

    mail = Message.objects.get(kind="assessor-invited")
    assert (person.email, person.name, person.is_assessor, person.is_team) == ("ny@eksempel.dk", "Ny Dom", True, False)
    assert (mail.to, mail.context["due"], mail.context["by_email"]) == (person, "9. maj 2025", bo.email)
    assert HistoryEntry.objects.get(case=programme.case).sentence == (
        "Bo Lund inviterede Ny Dom som bedømmer, med frist 9. maj 2025."
    )


def test_who_is_known_keeps_their_name_and_gets_the_role(programme, anna, bo):
    person = invite(programme, bo, email=anna.email)

    anna.refresh_from_db()
    assert (person, anna.name, anna.is_assessor) == (anna, "Anna Holm", True)


def test_a_closed_account_is_not_opened_by_an_invitation(programme, vibe, bo):
    User.objects.filter(pk=vibe.pk).update(is_active=False, is_assessor=False)

    with pytest.raises(NotAllowed):
        invite(programme, bo, email=vibe.email)

    vibe.refresh_from_db()
    assert not vibe.is_assessor
    assert not Message.objects.exists()


def test_only_the_team_invites(programme, vibe):
    with pytest.raises(NotAllowed):
        invite(programme, vibe)


def test_the_mail_reads_well_for_one_and_for_several(havnby, limby, vibe, tage, bo):
    assign((havnby, vibe), (havnby, tage), (limby, tage), by=bo)
    mails = Message.objects.filter(kind="assessments-assigned")
    one, several = (
        rendering.render(mail.kind, mail.context | AS_SENT, language="da")
        for mail in (mails.get(to=vibe), mails.get(to=tage))
    )

    assert one.subject == "Du har fået en interesseerklæring at vurdere"
    assert several.subject == "Du har fået 2 interesseerklæringer at vurdere"
    assert "Bo Lund fra kulturteamet beder dig vurdere 2 interesseerklæringer til Kulturpunkt senest 9. maj 2025." in (
        several.text
    )
    assert ("ved hver af dem" in one.text + one.html, "ved hver af dem" in several.text) == (False, True)
    for said in ("Havnby", "Limby"):
        assert said not in several.text + several.html
