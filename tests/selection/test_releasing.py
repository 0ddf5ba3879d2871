"""The release: all or nothing, each letter once; and what cannot be changed after it."""

import datetime as dt
from decimal import Decimal

import pytest

from areas import actions as areas_actions
from areas.models import Submission
from areas.states import ExpressionState
from documents.models import Paper
from notices.models import Message
from notices.rendering import render
from people.models import User
from programme.actions import move_milestone
from programme.models import CoreElement, HistoryEntry, Milestone
from programme.workflow import NotAllowed
from selection import actions, letters, readiness
from selection.actions import releasing
from selection.models import Assessment, Decision, Letter
from selection.states import DecisionState, Outcome
from tests import factories
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW, KICKOFF = made.RELEASED_AT, made.KICKOFF
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def ready() -> list[Decision]:
    decisions = made.decided()
    made.read(decisions)
    return decisions


def states() -> list[str]:
    decisions = Decision.objects.exclude(state=DecisionState.VOID).select_related("expression")
    return [each.expression.state for each in decisions.order_by("expression")]


def mails(kind: str = "decision"):
    return Message.objects.filter(kind=kind).order_by("pk")


def test_all_are_told_in_one_act():
    ready()

    released = made.release()

    assert (released.decisions, released.messages) == (4, 8)
    assert states() == [
        ExpressionState.DESIGNATED,
        ExpressionState.DESIGNATED,
        ExpressionState.RESERVE,
        ExpressionState.DECLINED,
    ]
    assert set(Decision.objects.values_list("state", "released_at")) == {(DecisionState.RELEASED, NOW)}
    assert Paper.objects.filter(kind="decision").count() == 4
    assert len(set(mails().values_list("key", flat=True))) == 8
    assert all(each.paper for each in mails().select_related("paper"))


def test_the_history_of_each_case_and_of_the_programme_says_so():
    first, *_ = ready()

    made.release()

    entries = HistoryEntry.objects.filter(case=first.case).order_by("number")
    assert [each.sentence for each in entries][-3:-1] == [
        "Bo Lund frigav afgørelsen: udpeget.",
        "Interesseerklæringen er afgjort: udpeget.",
    ]
    assert entries.last().verb == "presentation/made"
    assert HistoryEntry.objects.get(verb="decision/all_released").sentence == "Bo Lund frigav 4 afgørelser."


def test_the_municipalitys_contact_gets_no_mail():
    karen = factories.municipal_contact()
    ready()

    made.release()

    assert not mails().filter(to=karen.person).exists()


def test_the_mails_say_the_outcome_in_both_languages():
    ready()
    made.release()

    texts = {}
    for message in mails():
        for language in ("da", "en"):
            said = render("decision", message.context | {"name": "", "site": "https://x.dk"}, language=language)
            assert message.context["area"] in said.subject
            assert "{" not in said.text
            assert "/afgoerelse/" in said.html
            texts[message.context["area"], language] = said.text
    assert "Tillykke! Sted 1 er udpeget som Kulturpunkt." in texts["Sted 1", "da"]
    assert "offentliggjort den 18. juni 2025" in texts["Sted 1", "da"]
    assert "Sted 3 er ikke udpeget nu, men står som nr. 1 på reservelisten." in texts["Sted 3", "da"]
    assert "Sted 4 er desværre ikke udpeget denne gang." in texts["Sted 4", "da"]
    assert "hvad I kan gøre, hvis I er uenige" in texts["Sted 4", "da"]


def test_without_a_kickoff_in_the_plan_the_mail_names_no_day():
    made.decided()
    Milestone.objects.filter(key="kickoff").delete()
    made.read(Decision.objects.pending())

    made.release()

    assert "offentliggjort" not in render("decision", mails()[0].context | {"name": "", "site": ""}, language="da").text


# --- what stands in the way


def move(day: dt.date, *, by: User) -> None:
    move_milestone(Milestone.objects.get(key="kickoff"), day, day, by=by, at=NOW + HOUR)


def refused() -> list[str]:
    with pytest.raises(actions.NotReady) as why:
        made.release()
    assert not mails().exists()
    assert not Decision.objects.filter(released_at__isnull=False).exists()
    return why.value.obstacles.firm


def test_an_unread_letter(bo):
    first, *_ = ready()
    letter = Letter.objects.get(decision=first)
    actions.mark_read(first, read=False, seen=letter.version, by=bo, at=NOW)

    assert refused() == ["1 brev er ikke læst igennem: Sted 1."]


def test_reasons_that_are_missing_or_not_finished(bo):
    decisions = made.decided()
    for each in decisions:
        fresh = Decision.objects.get(pk=each.pk)
        actions.mark_read(fresh, read=True, seen=Letter.objects.get(decision=each).version, by=bo, at=NOW)

    assert refused() == ["Begrundelsen er ikke skrevet færdig: Sted 3, Sted 4."]


def test_an_expression_that_nobody_has_decided_about():
    ready()
    factories.expression.submitted(factories.carla(), name="Limby")

    assert refused() == ["Der er ingen afgørelse om: Limby."]


def test_an_area_that_has_withdrawn_meanwhile(bo):
    *_, fourth = ready()
    areas_actions.withdraw(fourth.expression, by=fourth.expression.created_by, at=NOW)

    (said,) = refused()
    assert said.startswith("Ikke sendt ind længere, selv om afgørelsen ligger klar: Sted 4.")

    actions.void(fourth, by=bo, at=NOW)
    assert made.release().decisions == 3


def test_a_letter_that_is_behind_its_reasons(bo):
    first, *_ = ready()
    letter = Letter.objects.get(decision=first)
    actions.correct(first, subject="Rettet", body="Kære alle", seen=letter.version, by=bo, at=NOW)
    first.refresh_from_db()
    actions.revise_reasons(first, "Nyt", seen=first.version, by=bo, at=NOW)
    letter.refresh_from_db()
    actions.mark_read(first, read=True, seen=letter.version, by=bo, at=NOW)

    assert refused() == [
        "Begrundelsen er ændret, efter at brevet er rettet i hånden: Sted 1. Ret det, eller lav det forfra."
    ]


def test_letters_that_say_something_else_than_the_case_does_now(bo):
    """The kickoff is moved, the role is given to somebody who reads English, the municipality corrected."""
    first, second, third, _fourth = ready()
    move(KICKOFF + 2 * DAY, by=bo)
    User.objects.filter(email="kontakt3@eksempel.dk").update(language="en")
    text = letters.Writer(first.programme).text(Outcome.DECLINED, "da")
    body = text.body + "\n\n{kommune}"
    actions.change_text(text, subject=text.subject, body=body, seen=0, by=bo, at=NOW)

    assert refused() == [
        "Brevet siger noget andet end sagen og brevteksten nu: Sted 1, Sted 2, Sted 3, Sted 4. Lav det forfra, og læs "
        "det igennem."
    ]

    assert actions.remake_all(first.programme, by=bo, at=NOW) == 4
    assert refused() == ["4 breve er ikke læst igennem: Sted 1, Sted 2, Sted 3, Sted 4."]
    made.mark_all_read(by=bo, at=NOW)
    assert made.release().decisions == 4
    assert "20. juni 2025" in Letter.objects.get(decision=second).body
    assert Letter.objects.get(decision=third).language == "en"


def test_a_letter_corrected_by_hand_before_the_kickoff_was_moved(bo):
    first, *_ = ready()
    letter = Letter.objects.get(decision=first)
    actions.correct(first, subject="Rettet", body=letter.body, seen=letter.version, by=bo, at=NOW)
    move(KICKOFF + 2 * DAY, by=bo)
    made.mark_all_read(by=bo, at=NOW)
    actions.remake_all(first.programme, by=bo, at=NOW)
    made.mark_all_read(by=bo, at=NOW)

    assert refused() == [
        "En dag i planen er flyttet, efter at brevet er rettet i hånden: Sted 1. Ret det, eller lav det forfra."
    ]

    letter.refresh_from_db()
    after = NOW + 2 * HOUR
    actions.correct(first, subject="Rettet", body=letter.body, seen=letter.version, by=bo, at=after)
    made.mark_all_read(by=bo, at=after)
    assert made.release().decisions == 4


def test_a_refusal_that_lost_its_reasons_and_what_the_area_can_do(bo):
    *_, fourth = ready()
    letter = Letter.objects.get(decision=fourth)
    actions.correct(fourth, subject="Nej", body="Desværre ikke.", seen=letter.version, by=bo, at=NOW)
    made.mark_all_read(by=bo, at=NOW)

    assert refused() == [
        "Begrundelsen står ikke i det brev, der er rettet i hånden: Sted 4. De to skal sige det samme.",
        "Klagevejledningen står ikke i brevet: Sted 4. Afgørelsen går imod området, så den skal være der.",
    ]


def change_a_score(expression, by):
    assessment = Assessment.objects.get(expression=expression)
    element = CoreElement.objects.order_by("position").first()
    actions.change_points(assessment, element, points=1, reason="Læst igen", by=by, at=NOW)


def give_one(expression, by):
    made.assessment.given(expression, made.assessor("Tage Dom"))
    Assessment.objects.filter(assessor__name="Tage Dom").update(given_at=NOW)


def end_one(expression, by):
    actions.disqualify(expression, person=by, ground="leads", note="", by=by, at=NOW)


def answer(expression, by):
    last: Submission = expression.submissions.latest("number")
    last.pk, last.number, last.arrived_at = None, last.number + 1, NOW
    last.paper = Paper.objects.create(
        case=expression.case, kind="expression", title="x", template="x", context={}, ordered_at=NOW, ordered_by=by
    )
    last.save(force_insert=True)


@pytest.mark.parametrize("act", [change_a_score, give_one, end_one, answer])
def test_reasons_that_outlived_what_they_stand_on(bo, vibe, act):
    sent = made.round_of(3, places=1)
    for each in sent:
        made.assessment.given(each, vibe)
    actions.decide_from(made.composition(sent[:1]), seen=1, by=bo, at=made.DECIDED_AT, anyway="Alle er enige")
    decisions = list(Decision.objects.pending().order_by("expression"))
    made.read(decisions)

    act(sent[1], vibe)

    assert refused() == [
        "Point, vægte eller det, området har sendt, er ændret, efter at der blev truffet afgørelse: Sted 2. Se, om "
        "begrundelsen holder, og læs så brevet igennem igen."
    ]
    made.mark_all_read(by=bo, at=NOW + HOUR)
    assert made.release().decisions == 3


def test_other_weights_are_behind_every_reason(bo):
    decisions = ready()
    element = CoreElement.objects.order_by("position").first()
    said = {
        "weights": {element.key: Decimal("2")},
        "seen": {each.key: each.weight for each in CoreElement.objects.all()},
    }
    actions.change_weights(decisions[0].programme, **said, by=bo, at=NOW)

    (obstacle,) = refused()
    assert "Sted 1, Sted 2, Sted 3, Sted 4." in obstacle


def test_what_has_changed_since_the_page_was_shown_is_not_released(bo):
    decisions = ready()
    programme = decisions[0].programme
    seen = readiness.fingerprint(readiness.pending(programme))
    letter = Letter.objects.get(decision=decisions[0])
    actions.correct(decisions[0], subject="Nyt", body=letter.body, seen=letter.version, by=bo, at=NOW)
    actions.mark_read(decisions[0], read=True, seen=letter.version + 1, by=bo, at=NOW)

    with pytest.raises(actions.Overtaken, match="Noget er ændret"):
        actions.release(programme, seen=seen, by=bo, at=NOW)


def test_only_the_team_releases():
    first, *_ = ready()

    with pytest.raises(NotAllowed):
        made.release(by=first.expression.created_by)


def test_who_is_disqualified_from_one_case_releases_none_and_another_does(bo):
    first, *_ = ready()
    made.disqualified(bo, first.expression)

    with pytest.raises(releasing.NotYours, match="Bed en anden i kulturteamet"):
        made.release(by=bo)
    assert not mails().exists()

    assert made.release(by=factories.person("Grethe Skov", is_team=True)).decisions == 4


def test_nor_who_is_disqualified_from_one_that_is_sent_back(bo):
    ready()
    made.disqualified(bo, factories.expression.sent_back(by=factories.carla(), name="Limby"))

    with pytest.raises(releasing.NotYours, match="Bed en anden i kulturteamet"):
        made.release(by=bo)


def test_whatever_goes_wrong_in_the_middle_nothing_is_released(monkeypatch):
    ready()
    order, said = releasing.papers.order_letter, []

    def break_down(letter, **how):
        said.append(letter)
        if len(said) == 3:
            raise RuntimeError("the disk is full")
        return order(letter, **how)

    monkeypatch.setattr(releasing.papers, "order_letter", break_down)

    with pytest.raises(RuntimeError):
        made.release()

    assert len(said) == 3
    assert set(states()) == {ExpressionState.SUBMITTED}
    assert not mails().exists()
    assert not Paper.objects.filter(kind="decision").exists()


# --- a decision that is changed, before and after


def test_a_letter_of_a_changed_decision_never_goes_out(bo):
    first, _second, third, _fourth = ready()
    old = {each.letter.pk for each in (first, third)}

    made.read(list(actions.swap(first, third, by=bo, at=NOW)))
    made.release()

    sent = {each.paper_id: each for each in mails()}
    assert len(sent) == 4
    assert not Letter.objects.filter(pk__in=old, paper__isnull=False).exists()
    assert not mails().filter(key__contains=str(first.uid)).exists()
    assert mails().filter(context__area="Sted 3", context__is_designated=True).count() == 2


def test_after_the_release_it_cannot_be_changed_even_though_no_mail_has_left(bo):
    first, *_ = made.released()
    assert set(mails().values_list("state", flat=True)) == {"queued"}

    with pytest.raises(actions.Overtaken, match="Afgørelsen er frigivet"):
        actions.change(first, Outcome.DECLINED, by=bo, at=NOW)
    with pytest.raises(actions.Overtaken):
        actions.revise_reasons(first, "Nyt", seen=first.version, by=bo, at=NOW)
    with pytest.raises(actions.Overtaken):
        actions.correct(first, subject="x", body="y", seen=first.letter.version, by=bo, at=NOW)

    assert set(mails().values_list("state", flat=True)) == {"queued"}


def test_released_twice_it_is_released_once():
    ready()
    made.release()

    with pytest.raises(actions.Overtaken):
        made.release()
    assert mails().count() == 8
