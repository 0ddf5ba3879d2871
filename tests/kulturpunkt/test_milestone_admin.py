"""The team moves a date in the browser: what would change is shown first, and saved when it has been seen."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse

from kulturpunkt.obligations import all_obligations
from notices import reminders
from notices.models import Message, Reminder
from programme import actions, calendar
from programme.models import HistoryEntry, Milestone
from tests import factories
from tests.people.signing import sign_in
from tests.selection import factories as made

from .pages import Page

pytestmark = pytest.mark.django_db
LIST = "admin:programme_milestone_changelist"
NOW = calendar.at(dt.date(2025, 4, 22), dt.time(10, 0))


@pytest.fixture(autouse=True)
def _the_day(settings):
    settings.TODAY = dt.date(2025, 4, 22)


@pytest.fixture
def team(client, bo):
    return sign_in(client, bo)


@pytest.fixture
def interest(plan) -> Milestone:
    return plan.milestones.get(key="interest")


def address(milestone: Milestone) -> str:
    return reverse("admin:programme_milestone_change", args=[milestone.pk])


def fields(milestone: Milestone, **changed) -> dict:
    names = ("title", "title_en", "description", "description_en", "precision")
    data = {name: getattr(milestone, name) for name in names}
    days = {"from_on": milestone.from_on.isoformat(), "to_on": milestone.to_on.isoformat()}
    return data | days | {"reminder_days": "", "why": ""} | changed


def moved(milestone: Milestone, **changed) -> dict:
    return fields(milestone, from_on="2025-05-05", to_on="2025-05-05", why="Påske", **changed)


def hidden(response) -> dict:
    """The fields of the confirmation, as its button sends them."""
    inputs = Page(response.content.decode()).all("input")
    named = {each["name"]: each.get("value", "") for each in inputs if each.get("type") == "hidden"}
    return named | {"_confirmed": "Gem ændringen"}


def test_the_list_says_when_in_the_plans_words(team, plan):
    page = team.get(reverse(LIST)).content.decode()

    assert "Juni – august 2025" in page
    assert page.count("field-when_text") == 12


def test_a_move_is_shown_and_not_yet_made(team, interest, anna):
    factories.expression.draft(anna, programme=interest.programme)

    page = team.post(address(interest), moved(interest)).content.decode()

    assert "Intet er gemt endnu." in page
    assert "28. april 2025 (1)" in page
    assert "5. maj 2025 (1)" in page
    interest.refresh_from_db()
    assert interest.to_on == dt.date(2025, 4, 28)


def test_once_seen_it_is_made_with_its_reason(team, interest, bo):
    shown = team.post(address(interest), moved(interest))

    response = team.post(address(interest), hidden(shown))

    assert response.headers["Location"] == reverse(LIST)
    interest.refresh_from_db()
    assert (interest.to_on, interest.moved_by, interest.moves) == (dt.date(2025, 5, 5), bo, 1)
    assert HistoryEntry.objects.get().sentence.endswith("Begrundelse: Påske")


def test_made_on_the_page_it_takes_back_the_reminders_that_wait_for_the_old_date(team, interest, anna):
    factories.expression.draft(anna, programme=interest.programme)
    morning = calendar.at(dt.date(2025, 4, 25), dt.time(8, 5))
    reminders.queue_due(all_obligations(morning), now=morning)

    team.post(address(interest), hidden(team.post(address(interest), moved(interest))))
    again = calendar.at(dt.date(2025, 4, 28), dt.time(8, 5))
    reminders.queue_due(all_obligations(again), now=again)

    told = Reminder.objects.order_by("pk").values_list("due_on", "reason")
    assert list(told) == [(dt.date(2025, 4, 28), "moved"), (dt.date(2025, 5, 5), "")]
    assert Message.objects.get(kind=reminders.KIND, state="void").reason == "moved"


def test_somebody_else_moved_it_meanwhile(team, interest, carla):
    shown = team.post(address(interest), moved(interest))
    dorte = factories.person("Dorte Holst", is_team=True)
    day = dt.date(2025, 5, 9)
    actions.move_milestone(interest, day, day, by=dorte, at=NOW)

    page = team.post(address(interest), hidden(shown), follow=True).content.decode()

    assert "En anden har flyttet milepælen, siden du åbnede siden." in page
    interest.refresh_from_db()
    assert interest.to_on == day


@pytest.mark.parametrize("seen", ["²", "9" * 5000, "-1", ""], ids=lambda seen: seen[:2])
def test_a_made_up_version_is_no_page_that_fails(team, interest, seen):
    shown = team.post(address(interest), moved(interest))

    response = team.post(address(interest), hidden(shown) | {"_seen": seen})

    assert response.status_code == 302


def test_words_are_mended_at_once_and_the_history_says_which(team, interest):
    response = team.post(address(interest), fields(interest, title="Interessetilkendegivelse"))

    interest.refresh_from_db()
    assert response.status_code == 302
    assert (interest.title, interest.moves) == ("Interessetilkendegivelse", 0)
    assert HistoryEntry.objects.get().sentence == "Bo Lund rettede milepælen »Interessetilkendegivelse«: Titel."


def test_words_and_a_date_at_once(team, interest):
    shown = team.post(address(interest), moved(interest, title="Frist"))
    team.post(address(interest), hidden(shown))

    interest.refresh_from_db()
    assert (interest.title, interest.to_on, interest.moves) == ("Frist", dt.date(2025, 5, 5), 1)
    assert [entry.verb for entry in HistoryEntry.objects.order_by("number")] == ["milestone_moved", "milestone_edited"]


def test_reminder_days_of_its_own_are_shown_before_they_are_saved(team, interest, anna):
    factories.expression.draft(anna, programme=interest.programme)

    shown = team.post(address(interest), fields(interest, reminder_days="0, -3"))
    assert "25. april 2025 (1), 28. april 2025 (1)" in shown.content.decode()
    team.post(address(interest), hidden(shown))

    interest.refresh_from_db()
    assert interest.reminder_days == [-3, 0]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"to_on": "2025-04-27"}, "Til-datoen kan ikke ligge før fra-datoen."),
        ({"precision": "month"}, "Når milepælen vises på måneden"),
        ({"reminder_days": "7, syv"}, "Skriv hele dage med komma imellem"),
        ({"reminder_days": "-400"}, "En påmindelse kan højst ligge et år fra fristen."),
        ({"title": ""}, "Dette felt er påkrævet."),
    ],
)
def test_bad_input_is_told_at_the_form_and_nothing_is_shown_as_if(team, interest, changed, sentence):
    page = team.post(address(interest), fields(interest, **changed)).content.decode()

    assert sentence in page
    assert "Intet er gemt endnu." not in page


def test_its_past_stands_on_its_page(team, interest, bo):
    actions.move_milestone(interest, NOW.date(), NOW.date(), by=bo, at=NOW)

    page = team.get(address(interest)).content.decode()

    assert "22. april 2025: Bo Lund flyttede milepælen" in page


def test_what_people_write_is_escaped_on_the_confirmation(team, interest):
    page = team.post(address(interest), moved(interest, title='"><script>x</script>')).content.decode()

    assert "<script>x" not in page


def test_milestones_are_neither_added_nor_deleted_by_hand(team, interest):
    assert team.get(reverse("admin:programme_milestone_add")).status_code == 403
    assert team.post(reverse("admin:programme_milestone_delete", args=[interest.pk])).status_code == 403


def test_nobody_but_the_team_finds_the_page(client, interest, anna):
    sign_in(client, anna)

    assert client.get(address(interest)).status_code == 404
    assert client.post(address(interest), moved(interest)).status_code == 404


def test_what_the_team_has_mended_is_left_by_the_file(team, interest, capsys):
    team.post(address(interest), fields(interest, title="Frist for interesse"))

    call_command("load_programme")

    interest.refresh_from_db()
    assert interest.title == "Frist for interesse"
    assert "title was changed in the browser, left so (--force takes the file's)" in capsys.readouterr().out
    call_command("load_programme", "--force")
    interest.refresh_from_db()
    assert interest.title == "Interessetilkendegivelse fra lokalområder"


# --- the programme and the history


def test_the_programme_page_shows_its_elements_and_goals(team, plan):
    page = team.get(reverse("admin:programme_programme_change", args=[plan.pk])).content.decode()

    assert "Kultur = fællesskab" in page
    assert "Virkelyst og handlekraft" in page
    assert "Nøgle" not in page  # what the code knows them by is no business of the team's


def as_it_stands(team, plan) -> dict:
    """The form of the programme, filled in as it is."""
    response = team.get(reverse("admin:programme_programme_change", args=[plan.pk]))
    form = response.context["adminform"].form
    data = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    data["is_current"] = "on"
    for formset in response.context["inline_admin_formsets"]:
        rows = formset.formset
        data |= {f"{rows.prefix}-{name}": value for name, value in rows.management_form.initial.items()}
        for row in rows.forms:
            data |= {row[name].html_name: row[name].value() or "" for name in row.fields}
    return data


def test_the_questions_of_a_programme_are_mended(team, plan):
    data = as_it_stands(team, plan) | {"reminder_days": "-7, 0", "core_elements-0-question": "Hvad bliver nyt?"}

    done = team.post(reverse("admin:programme_programme_change", args=[plan.pk]), data)

    plan.refresh_from_db()
    assert done.status_code == 302
    assert plan.reminder_days == [-7, 0]
    assert plan.core_elements.first().question == "Hvad bliver nyt?"


def test_there_are_no_fewer_places_than_are_given(team, plan):
    made.designated(factories.expression.submitted(factories.anna()), seat=10)
    said = as_it_stands(team, plan) | {"reminder_days": "-7, 0"}
    address = reverse("admin:programme_programme_change", args=[plan.pk])

    refused = team.post(address, said | {"places": "9"})
    done = team.post(address, said | {"places": "10"})

    plan.refresh_from_db()
    assert "Plads nr. 10 er givet til et område, så der kan ikke være færre pladser." in refused.text
    assert (done.status_code, plan.places) == (302, 10)


def test_the_history_is_read_as_sentences_and_never_written(team, interest, bo):
    actions.move_milestone(interest, NOW.date(), NOW.date(), by=bo, at=NOW)
    entry = HistoryEntry.objects.get()

    page = team.get(reverse("admin:programme_historyentry_changelist")).content.decode()
    own = reverse("admin:programme_historyentry_change", args=[entry.pk])

    assert "Bo Lund flyttede milepælen »Interessetilkendegivelse fra lokalområder«" in page
    assert team.get(own).status_code == 200
    assert team.post(own, {"verb": "x"}).status_code == 403
    assert team.post(reverse("admin:programme_historyentry_delete", args=[entry.pk])).status_code == 403


def test_the_whole_of_a_case_is_one_link_away(team, interest, bo):
    actions.move_milestone(interest, NOW.date(), NOW.date(), by=bo, at=NOW)
    url = reverse("admin:programme_historyentry_changelist")
    link = f"?case={interest.programme.case}"

    assert f'href="{link}"' in team.get(url).content.decode()
    assert "flyttede" in team.get(url + link).content.decode()
    assert team.get(f"{url}?case=noget", follow=True).status_code == 200
    assert not team.get(f"{url}?case=00000000-0000-0000-0000-000000000007").context["cl"].queryset.exists()


@pytest.mark.parametrize("entries", [1, 30])
def test_the_history_costs_the_same_however_long(team, interest, bo, entries, django_assert_num_queries):
    for number in range(entries):
        day = NOW.date() + dt.timedelta(days=number + 1)
        actions.move_milestone(interest, day, day, by=bo, at=NOW)

    with django_assert_num_queries(5):  # session, person, what is closed to her, count, entries
        team.get(reverse("admin:programme_historyentry_changelist"))
