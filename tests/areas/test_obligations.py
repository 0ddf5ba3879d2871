import datetime as dt

from areas import actions
from areas.models import ExpressionOfInterest
from areas.obligations import submit_expression
from tests import factories

NOW = factories.BEFORE_THE_DEADLINE


def test_a_draft_is_owed_by_its_contact_person(draft, anna):
    (owed,) = submit_expression()

    assert owed.key == f"submit-expression:{draft.uid}"
    assert str(owed.title) == "Send interesseerklæringen for Havnby"
    assert (owed.due_on, owed.owed_by, owed.copy_to) == (factories.DEADLINE, (anna.pk,), "kulturpunkt@rn.dk")
    assert owed.path == draft.get_absolute_url()
    assert owed.days_left(dt.date(2025, 4, 22)) == 6


def test_what_is_sent_or_withdrawn_is_owed_no_more(submitted, carla):
    factories.expression.withdrawn(carla, name="Andetsteds")

    assert list(submit_expression()) == []


def test_reopened_it_is_owed_again_from_that_moment(submitted, anna):
    later = NOW + dt.timedelta(hours=3)

    actions.reopen(submitted, by=anna, at=later)

    (owed,) = submit_expression()
    assert owed.since == later


def test_where_the_plan_has_no_such_milestone_nothing_is_owed(draft, carla):
    other = factories.programme(slug="uden-plan", is_current=False)
    other.milestones.all().delete()
    factories.expression.draft(carla, name="Andetsteds", programme=other)

    assert [str(owed.subject) for owed in submit_expression()] == ["Havnby"]


def test_three_queries_whatever_their_number(programme, anna, carla, django_assert_num_queries):
    factories.expression.draft(anna)
    with django_assert_num_queries(3):
        assert len(list(submit_expression())) == 1
    for number in range(30):
        factories.expression.draft(carla, name=f"Sted {number}")

    with django_assert_num_queries(3):
        assert len(list(submit_expression())) == 31


def test_of_some_areas_only(draft, carla):
    theirs = factories.expression.draft(carla, name="Andetsteds")

    owed = submit_expression(ExpressionOfInterest.objects.filter(pk=theirs.pk))

    assert [each.subject for each in owed] == ["Andetsteds"]
