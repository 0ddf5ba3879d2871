"""Dialogues: logged by those who may, followed up on by who said so."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from areas import actions
from areas.models import Dialogue
from areas.obligations import follow_up
from kulturpunkt.obligations import all_obligations, still_owed
from kulturpunkt.overview import Overview
from notices import reminders
from notices.models import Reminder
from people.signed_out import TOKEN
from programme import calendar, workflow
from programme.models import HistoryEntry
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.BEFORE_THE_DEADLINE
DAY = dt.timedelta(days=1)
SOON = dt.date(2025, 4, 25)


@pytest.fixture
def karen(programme):
    return factories.municipal_contact().person


@pytest.fixture
def as_karen(karen, today) -> Client:
    client = Client()
    client.force_login(karen)
    return client


def typed(**fields):
    return {
        "municipality": "813",
        "place": "Strandby",
        "held_on_day": "15",
        "held_on_month": "4",
        "held_on_year": "2025",
        "channel": "phone",
        "talked_with": "Ditte",
        "interest": "considering",
        "holding_back": "Mangler hænder",
        "note": "",
        "follow_up_by": "",
    } | fields


def on(name: str, day: dt.date) -> dict:
    """The day in the three boxes of the field."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


# --- logging


def test_a_contact_logs_what_was_said(as_karen, karen):
    response = as_karen.post(reverse("dialogue_log"), typed(**on("follow_up_on", SOON)))

    talk = Dialogue.objects.get()
    assert response.headers["Location"] == reverse("dialogue", args=[talk.uid])
    assert (talk.place_name, talk.area, talk.created_by) == ("Strandby", None, karen)
    assert (talk.follow_up_on, talk.follow_up_by) == (SOON, karen)
    assert "Mangler hænder" in as_karen.get(reverse("dialogue", args=[talk.uid])).text
    assert HistoryEntry.objects.get(case=talk.uid).sentence == "Karen Kær skrev en dialog om Strandby ned."


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("dialogue_log", ["Tre år på vej. Tre år på vej.", 'value="Strandby"', 'value="15"', "Mangler hænder"]),
        ("apply_invite", ['value="Strandby"', 'value="ditte@eksempel.dk"']),
    ],
)
def test_what_was_written_when_the_session_had_run_out_is_there_again(as_karen, karen, page, shown):
    url = reverse(page)
    whose = re.search(rf'name="{TOKEN}" value="([^"]+)"', as_karen.get(url).text)
    filled = typed(note="Tre år på vej. " * 90, name="Ditte Prøve", email="ditte@eksempel.dk") | {TOKEN: whose[1]}
    as_karen.session.flush()

    assert as_karen.post(url, filled).headers["Location"].startswith(reverse("account_login"))
    as_karen.force_login(karen)
    back = as_karen.get(url).text

    assert "Det, du skrev, er ikke gemt endnu" in back
    assert [each for each in shown if each not in back] == []
    assert as_karen.post(url, filled).status_code == 302
    assert "Det, du skrev, er ikke gemt endnu" not in as_karen.get(url).text


@pytest.mark.parametrize("name", ["Havnby", " havnBY", "HAVNBY "])
def test_a_place_that_is_an_area_becomes_that_area(draft, name):
    talk = factories.dialogue(place=name)

    assert (talk.area, talk.place_name) == (draft.area, "")


def test_an_area_of_another_municipality_does_not(draft):
    assert factories.dialogue(place="Havnby", municipality=factories.municipality(851, "Aalborg")).area is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"place": ""}, "Skriv, hvilket sted det drejer sig om."),
        ({"talked_with": " "}, "Skriv, hvem du talte med."),
        (on("held_on", dt.date(2025, 4, 23)), "Dagen ligger ude i fremtiden."),
        ({"municipality": "851"}, "Vælg en af de 11 kommuner på listen."),
        ({"follow_up_by": "LISE"}, "Skriv, hvornår der senest skal følges op."),
        (on("follow_up_on", dt.date(2025, 4, 14)), "Det er før, I talte sammen."),
        ({"interest": "meget"}, "Vælg"),
    ],
)
def test_what_is_wrong_gets_its_sentence_and_is_not_kept(as_karen, fields, sentence):
    lise = factories.municipal_contact("Lise Lund").person
    fields = {name: lise.pk if value == "LISE" else value for name, value in fields.items()}

    response = as_karen.post(reverse("dialogue_log"), typed(**fields))

    assert response.status_code == 422
    assert sentence in response.text
    assert not Dialogue.objects.exists()


def test_a_colleague_may_be_asked_to_follow_up_and_the_team_may_not(as_karen, bo):
    lise = factories.municipal_contact("Lise Lund").person
    as_karen.post(reverse("dialogue_log"), typed(follow_up_by=bo.pk, **on("follow_up_on", SOON)))
    assert not Dialogue.objects.exists()

    as_karen.post(reverse("dialogue_log"), typed(follow_up_by=lise.pk, **on("follow_up_on", SOON)))

    assert Dialogue.objects.get().follow_up_by == lise


def test_today_is_not_the_future(as_karen, today):
    as_karen.post(reverse("dialogue_log"), typed(**on("held_on", today)))

    assert Dialogue.objects.get().held_on == today


def test_a_contact_logs_in_no_other_municipality(karen):
    with pytest.raises(workflow.NotAllowed):
        factories.dialogue(by=karen, municipality=factories.municipality(851, "Aalborg"))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"held_on": dt.date(2025, 4, 23)}, "dialogue_has_been_held"),
        ({"place_name": ""}, "dialogue_one_place"),
        ({"follow_up_on": SOON}, "dialogue_follow_up_whole"),
        ({"followed_up_at": NOW}, "dialogue_followed_up_pair"),
        ({"follow_up_note": "Ringede"}, "dialogue_followed_up_pair"),
    ],
)
def test_the_database_refuses_what_cannot_be(bo, fields, constraint):
    talk = factories.dialogue()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Dialogue.objects.filter(pk=talk.pk).update(**fields)


# --- correcting


def test_a_contact_corrects_ones_own_and_not_the_teams(as_karen, karen):
    own, teams = factories.dialogue(by=karen), factories.dialogue(place="Klitby")

    as_karen.post(reverse("dialogue_edit", args=[own.uid]), typed(talked_with="Egon", note="Rettet"))

    own.refresh_from_db()
    assert (own.talked_with, own.note, own.place) == ("Egon", "Rettet", "Strandby")
    assert as_karen.get(reverse("dialogue", args=[teams.uid])).status_code == 200
    assert as_karen.post(reverse("dialogue_edit", args=[teams.uid]), typed()).status_code == 404


def test_a_new_date_is_a_new_follow_up(bo):
    talk = factories.dialogue(follow_up_on=SOON, follow_up_by=bo)
    done = actions.follow_up(talk, note="Ringede", by=bo, at=NOW)
    said = {"municipality": talk.municipality, "place": "Strandby", "follow_up_by": bo}
    same = actions.edit_dialogue(done, **said, follow_up_on=SOON, by=bo, at=NOW + DAY)
    assert (same.follow_up_note, list(follow_up())) == ("Ringede", [])

    actions.edit_dialogue(done, **said, follow_up_on=SOON + DAY, by=bo, at=NOW + DAY)

    (owed,) = follow_up()
    assert (owed.due_on, owed.since) == (SOON + DAY, NOW + DAY)


def test_a_corrected_word_does_not_make_the_follow_up_younger(bo):
    talk = factories.dialogue(follow_up_on=SOON, follow_up_by=bo)

    actions.edit_dialogue(talk, municipality=talk.municipality, place="Strandby", note="Rettet", by=bo, at=NOW + DAY)

    (owed,) = follow_up()
    assert owed.since == NOW


# --- the follow-up is an obligation


def test_it_is_owed_by_who_said_so(karen):
    talk = factories.dialogue(by=karen, follow_up_on=SOON, follow_up_by=karen)

    (owed,) = follow_up()

    assert (owed.key, str(owed.title)) == (f"follow-up:{talk.uid}", "Følg op på dialogen med Strandby")
    assert (owed.due_on, owed.owed_by, owed.offsets) == (SOON, (karen.pk,), (-14, -7, -3, -1, 0, 3, 10))
    assert owed.path == reverse("dialogue", args=[talk.uid])


def test_the_teams_leads_to_the_teams_page(bo):
    talk = factories.dialogue(follow_up_on=SOON, follow_up_by=bo)

    assert next(follow_up()).path == reverse("admin:areas_dialogue_change", args=[talk.uid])


def test_who_lost_the_role_owes_nothing_and_the_team_sees_that_nobody_does(karen, bo):
    factories.dialogue(by=karen, follow_up_on=SOON, follow_up_by=karen)
    actions.end_municipal_contact(karen.municipal_roles.get(), by=bo, at=NOW + DAY)

    (owed,) = follow_up()

    assert owed.owed_by == ()
    assert [each.has_owner for each in Overview(NOW, factories.bo()).follow_ups] == [False]


def test_it_shows_everywhere_until_it_is_done(as_karen, karen):
    talk = factories.dialogue(by=karen, follow_up_on=SOON, follow_up_by=karen)
    there = reverse("dialogue", args=[talk.uid])
    assert "Følg op på dialogen med Strandby" in as_karen.get(reverse("my_page")).text
    assert there in as_karen.get(reverse("municipal_overview")).text
    assert Overview(NOW, factories.bo()).follow_ups == [talk]
    assert list(still_owed({f"follow-up:{talk.uid}"}, NOW)) == list(all_obligations(NOW))

    response = as_karen.post(reverse("dialogue_follow_up", args=[talk.uid]), {"note": "De begynder"}, follow=True)

    assert "De begynder" in response.text
    assert "Følg op på dialogen" not in as_karen.get(reverse("my_page")).text
    assert there not in as_karen.get(reverse("municipal_overview")).text
    assert Overview(NOW, factories.bo()).follow_ups == []
    assert list(all_obligations(NOW)) == list(still_owed({f"follow-up:{talk.uid}"}, NOW)) == []


def test_it_is_followed_up_on_once(as_karen, karen):
    talk = factories.dialogue(by=karen, follow_up_on=SOON, follow_up_by=karen)
    for note in ("Først", "Siden"):
        as_karen.post(reverse("dialogue_follow_up", args=[talk.uid]), {"note": note})

    talk.refresh_from_db()
    assert (talk.follow_up_note, talk.followed_up_by) == ("Først", karen)


def test_a_reminder_comes_on_its_day_and_no_more_when_it_is_done(karen):
    talk = factories.dialogue(by=karen, follow_up_on=SOON, follow_up_by=karen)
    morning = calendar.at(dt.date(2025, 4, 24), calendar.REMINDERS_AT)

    reminders.queue_due(all_obligations(morning), now=morning)

    assert Reminder.objects.get().person == karen
    actions.follow_up(talk, note="", by=karen, at=morning)
    later = calendar.at(SOON, calendar.REMINDERS_AT)
    reminders.queue_due(all_obligations(later), now=later)
    assert Reminder.objects.count() == 1


def test_one_query_whatever_their_number(bo, django_assert_num_queries):
    factories.dialogue(follow_up_on=SOON, follow_up_by=bo)
    with django_assert_num_queries(1):
        assert len(list(follow_up())) == 1
    for number in range(29):
        factories.dialogue(place=f"Sted {number}", follow_up_on=SOON, follow_up_by=bo)

    with django_assert_num_queries(1):
        assert len(list(follow_up())) == 30


# --- who sees them


def test_another_municipalitys_is_not_there(as_karen):
    theirs = factories.dialogue(place="Limby", municipality=factories.municipality(851, "Aalborg"))

    assert "Limby" not in as_karen.get(reverse("dialogues")).text
    for name in ("dialogue", "dialogue_edit", "dialogue_invite"):
        assert as_karen.get(reverse(name, args=[theirs.uid])).status_code == 404
    assert as_karen.post(reverse("dialogue_follow_up", args=[theirs.uid])).status_code == 404


def test_an_areas_own_people_see_none(as_anna, draft, anna):
    talk = factories.dialogue(place="Havnby")

    assert as_anna.get(reverse("dialogue", args=[talk.uid])).status_code == 404
    assert not Dialogue.objects.visible_to(anna).exists()


def test_the_list_takes_the_same_queries_for_one_and_for_thirty(as_karen, django_assert_num_queries):
    factories.dialogue()
    with django_assert_num_queries(5):
        as_karen.get(reverse("dialogues"))
    for number in range(29):
        factories.dialogue(place=f"Sted {number}")

    with django_assert_num_queries(5):
        page = as_karen.get(reverse("dialogues")).text

    assert page.count("Ditte fra borgerforeningen") == 30
