"""The shipped programme is the one of domain.md, and the file goes into the database again and again."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from programme import actions, loading
from programme.models import GoalLevel, HistoryEntry, Milestone, Programme

from .conftest import LOADED_AT

# As domain.md has it: key, from, to, precision, kind, who, title.
TABLE = """
dialogue 2025-03-01 2025-04-30 month period region,municipalities,areas Dialog
interest 2025-04-28 2025-04-28 day deadline areas Interessetilkendegivelse fra lokalområder
agreement 2025-05-01 2025-05-31 month deadline region,areas Samarbejdsaftale mellem region og lokalområder
kickoff 2025-06-18 2025-06-18 day event all Offentliggørelse og kickoff
sparring-1 2025-06-01 2025-08-31 month period region,areas Lokale sparringsmøder
network-1 2025-08-01 2025-11-30 month period all Netværks- og inspirationsmøde(r)
sparring-2 2026-01-01 2026-02-28 month period region,areas Lokale sparringsmøder
network-2 2026-02-01 2026-03-31 month period all Netværks- og inspirationsmøde(r)
activities 2026-05-01 2026-05-31 month deadline areas Aktiviteter gennemført
evaluation 2026-05-01 2026-06-30 month deadline all Evaluering – indsamling af erfaringer
report 2026-08-01 2026-08-31 month deadline region Evalueringsrapport
closing 2026-08-01 2026-08-31 month event all Afslutningsarrangement
"""


def written(**changed) -> dict:
    """The shipped plan with other fields in its first milestone."""
    plan = loading.read(loading.SHIPPED)
    plan["milestone"][0] |= changed
    return plan


def load(plan: dict | None = None, **how) -> list[str]:
    return loading.load(plan or loading.read(loading.SHIPPED), at=LOADED_AT, **how)


def test_the_time_plan_is_the_one_of_the_presentation(plan):
    rows = [
        (m.key, str(m.from_on), str(m.to_on), m.precision, m.kind, ",".join(m.who), m.title)
        for m in plan.milestones.order_by("pk")
    ]

    assert rows == [tuple(line.split(None, 6)) for line in TABLE.strip().splitlines()]


def test_the_programme_is_eleven_places_of_50000(plan):
    assert (plan.places, plan.grant_amount) == (11, Decimal("50000.00"))
    assert (plan.min_partners, plan.min_sectors) == (3, 2)
    assert plan.reminder_days == [-14, -7, -3, -1, 0, 3, 10]
    assert plan.is_current


def test_the_six_core_elements_each_ask_a_question(plan):
    elements = list(plan.core_elements.all())

    assert [each.title for each in elements] == [
        "Udvikling",
        "Forankring",
        "Samler lokalområdet på tværs",
        "Kultur = fællesskab",
        "Lokale styrker og kvaliteter",
        "Involvering af kunstnere",
    ]
    assert all(each.question.endswith("?") for each in elements)


def test_the_goals_stand_at_three_levels_and_the_middle_one_serves_the_top(plan):
    goals = list(plan.goals.all())
    count = {level: sum(each.level == level for each in goals) for level in GoalLevel.values}

    assert count == {"strategy": 1, "programme": 4, "local": 5}
    assert {each.parent.key for each in goals if each.level == GoalLevel.PROGRAMME} == {"quality-of-life"}


def test_every_shipped_text_is_there_in_english_and_different(plan):
    rows = [*plan.milestones.all(), *plan.core_elements.all(), *plan.goals.all()]
    pairs = [
        (getattr(row, field.name.removesuffix("_en")), getattr(row, field.name))
        for row in rows
        for field in row._meta.get_fields()
        if field.name.endswith("_en")
    ]

    assert len(pairs) == 12 * 2 + 6 * 3 + 10
    assert all(danish and english and danish != english for danish, english in pairs)
    with translation.override("en"):
        assert str(plan.milestones.get(key="kickoff")) == "Announcement and kickoff"


def test_loading_twice_changes_nothing(plan):
    assert load() == []
    assert Programme.objects.count() == 1
    assert HistoryEntry.objects.count() == 0


def test_a_new_text_in_the_file_is_taken_over(plan):
    assert load(written(title="Snak")) == ["milestone dialogue: title updated"]
    assert plan.milestones.get(key="dialogue").title == "Snak"


def test_a_new_date_in_the_file_moves_the_milestone_and_the_history_says_so(plan):
    lines = load(written(to=dt.date(2025, 5, 31)))

    moved = plan.milestones.get(key="dialogue")
    assert lines == ["milestone dialogue: March – April 2025 is now March – May 2025"]
    assert (moved.to_on, moved.moves, moved.moved_at) == (dt.date(2025, 5, 31), 1, None)
    assert "marts – maj 2025 i stedet for marts – april 2025" in HistoryEntry.objects.get().sentence


def move_interest(bo) -> Milestone:
    milestone = Milestone.objects.get(key="interest")
    return actions.move_milestone(milestone, dt.date(2025, 5, 5), dt.date(2025, 5, 5), by=bo, at=LOADED_AT)


def test_what_the_team_has_moved_stays_moved_and_it_says_so(plan, bo):
    move_interest(bo)

    assert load() == ["milestone interest: moved to 5 May 2025 by Bo Lund, left there (--force moves it back)"]
    assert Milestone.objects.get(key="interest").to_on == dt.date(2025, 5, 5)


def test_force_moves_it_back_and_nobody_has_moved_it_any_more(plan, bo):
    move_interest(bo)

    assert load(force=True) == ["milestone interest: 5 May 2025 is now 28 April 2025"]
    milestone = Milestone.objects.get(key="interest")
    assert (milestone.to_on, milestone.moved_at, milestone.moved_by, milestone.moves) == (
        dt.date(2025, 4, 28),
        None,
        None,
        2,
    )
    assert load() == []


def test_what_is_not_in_the_file_is_left_and_named(plan):
    shorter = loading.read(loading.SHIPPED)
    del shorter["milestone"][-1]

    assert load(shorter) == ["milestone closing: not in the file, left as it is"]
    assert plan.milestones.count() == 12


def test_a_second_programme_is_not_shown_until_the_team_says_so(plan):
    other = loading.read(loading.SHIPPED)
    other["programme"] |= {"slug": "kulturpunkt-2027-2028", "name": "Kulturpunkt 2027–2028"}

    load(other)

    assert Programme.objects.current() == plan
    assert Programme.objects.get(slug="kulturpunkt-2027-2028").milestones.count() == 12


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"to": dt.date(2025, 2, 28)}, _("Til-datoen kan ikke ligge før fra-datoen.")),
        (
            {"to": dt.date(2025, 4, 29)},
            _("Når milepælen vises på måneden, skal den gå fra den første i en måned til den sidste i en måned."),
        ),
        ({"kind": "party"}, "kind: "),
        ({"who": ["everybody"]}, "who: "),
        ({"title": "x" * 121}, "title: "),
        ({"title": ""}, "title: "),
    ],
)
def test_what_the_database_would_refuse_is_refused_with_its_place(db, changed, why):
    with pytest.raises(loading.BadPlan) as refused:
        load(written(**changed))

    with translation.override("en"):
        assert str(refused.value).startswith(f"milestone dialogue: {why}")
    assert not Programme.objects.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a = ", "plan.toml: "),
        ("[programe]\n", "plan.toml: unknown table programe"),
        ("", "plan.toml: no [programme] in it"),
        ("programme = 1\n", "plan.toml: no [programme] in it"),
        ("[programme]\nslug = 'x'\n", "programme: grant_amount, name, name_en, places, team_email is missing"),
        ("[programme]\ncolour = 'red'\n", "programme: unknown field colour"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path, text, why):
    file = tmp_path / "plan.toml"
    file.write_text(text)

    with pytest.raises(loading.BadPlan) as refused:
        loading.read(file)

    assert str(refused.value).startswith(why)


def shipped_with(tmp_path, old: str, new: str):
    file = tmp_path / "plan.toml"
    text = loading.SHIPPED.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return file


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('key = "dialogue"\n', "", "milestone number 1: key is missing"),
        ('key = "interest"', 'key = "dialogue"', "milestone dialogue: the key is there twice"),
        ("from = 2025-03-01", 'from = "1. marts"', "milestone dialogue: from = '1. marts' is not a date"),
        ("from = 2025-03-01", "from = 2025-03-01T08:00:00", "milestone dialogue: from = "),
        ("places = 11", "places = true", "programme: places = True is not a int"),
    ],
)
def test_a_field_that_is_not_what_it_should_be_says_which(tmp_path, old, new, why):
    with pytest.raises(loading.BadPlan) as refused:
        loading.read(shipped_with(tmp_path, old, new))

    assert str(refused.value).startswith(why)


def test_a_goal_under_one_that_is_not_there_is_refused(db, tmp_path):
    file = shipped_with(tmp_path, 'parent = "quality-of-life"', 'parent = "happiness"')

    with pytest.raises(loading.BadPlan, match="goal communities: there is no goal happiness before it"):
        load(loading.read(file))


def command(*args) -> str:
    out = StringIO()
    call_command("load_programme", *args, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_did(db):
    first, second = command(), command()

    assert first == (
        "created: 1 × programme, 12 × milestone, 6 × core_element, 10 × goal\nkulturpunkt-2025-2026.toml: loaded.\n"
    )
    assert second == "kulturpunkt-2025-2026.toml: everything is there already.\n"


def test_the_command_refuses_bad_data_with_one_line_and_loads_nothing(db, tmp_path):
    file = shipped_with(tmp_path, "to = 2025-04-30", "to = 2025-02-01")

    with pytest.raises(CommandError, match=r"Nothing was loaded\. milestone dialogue: ") as refused:
        command(str(file))

    assert "\n" not in str(refused.value)
    assert not Programme.objects.exists()
