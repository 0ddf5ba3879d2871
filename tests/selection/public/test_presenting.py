"""The presentation of a Kulturpunkt: how it is made, who changes what, and which photo."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from PIL import Image

from areas import actions as of_area
from areas.models import Attachment, CoreElementAnswer
from documents import store
from documents.models import Document, Kind, Scan
from programme import calendar, workflow
from programme.models import HistoryEntry
from programme.workflow import NotAllowed
from selection import presenting as shown
from selection.actions import presenting as actions
from selection.models import Profile
from tests import factories
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
LATER = made.GONE_THROUGH_AT + dt.timedelta(days=1)


@pytest.fixture
def fresh(plan, anna, bo):
    """Anna's area was chosen; nobody has gone through its presentation."""
    return made.profile(made.designated(factories.expression.submitted(anna)))


def write(profile, *, by, is_read=False, at=made.GONE_THROUGH_AT, elements=None, **texts) -> Profile:
    return actions.write_profile(
        profile, texts=texts, elements=elements or {}, is_read=is_read, version=profile.version, by=by, at=at
    )


def reword(profile, *, by, at=made.GONE_THROUGH_AT, **texts) -> Profile:
    return actions.reword(profile, texts=texts, version=profile.version, by=by, at=at)


# --- making


def test_it_says_what_the_area_sent_last(fresh):
    assert (fresh.lead, fresh.vision) == ("En fest", "Vi vil samle byen")
    assert fresh.partners.splitlines() == ["Partner 0", "Partner 1", "Partner 2"]
    assert {each.core_element.key for each in fresh.elements.all()} == {
        each.key for each in fresh.expression.programme.core_elements.all()
    }
    assert not fresh.is_ready


def test_it_knows_in_which_language_it_was_written(plan, bo):
    grace = factories.person("Grace Mensah", phone="+4520304050", language="en")

    profile = made.profile(made.designated(factories.expression.submitted(grace, name="Bakkelyst")))
    assert profile.language == "en"
    assert write(profile, by=bo, language="da", lead="En fest for alle").language == "da"


def test_what_is_changed_after_it_was_sent_is_not_in_it(plan, anna, bo):
    expression = factories.expression.submitted(anna)
    CoreElementAnswer.objects.filter(expression=expression).update(text="Skrevet bagefter")

    profile = made.profile(made.designated(expression))

    assert not profile.elements.filter(text="Skrevet bagefter").exists()


def test_it_is_made_once(fresh, bo):
    assert actions.make_profile(fresh.expression, by=bo, at=LATER) == fresh
    assert HistoryEntry.objects.filter(verb="presentation/made").count() == 1


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ålbæk Sø", "aalbaek-soe"),
        ("A\u030alborg", "aalborg"),
        ("Østerild & Thisted", "oesterild-thisted"),
        ("Café Müller", "cafe-muller"),
        ("  Læsø!  ", "laesoe"),
        ("—", ""),
    ],
)
def test_an_address_is_made_of_the_name(name, slug):
    assert actions.slug_of(name) == slug


def test_two_of_one_name_have_an_address_each(plan, bo):
    aalborg = factories.municipality(851, "Aalborg")
    places = [factories.municipality(), aalborg, aalborg]
    slugs = [
        made.profile(
            made.designated(
                factories.expression.submitted(made.contact_of(n), name="Havnby", municipality=place, another=True)
            )
        ).slug
        for n, place in enumerate(places)
    ]

    assert slugs == ["havnby", "havnby-aalborg", "havnby-2"]


def test_a_name_without_letters_has_an_address_too(plan, anna, bo):
    expression = made.designated(factories.expression.submitted(anna, name="§ 7"))

    assert made.profile(expression).slug == "7"


def test_the_address_stays_when_the_place_is_called_otherwise(fresh, bo):
    fresh.expression.area.name = "Ny by"
    fresh.expression.area.save()

    write(fresh, by=bo, is_read=True, lead="Nyt")

    assert Profile.objects.get().slug == "havnby"


def test_a_lead_is_one_sentence_that_fits(plan, anna, bo):
    expression = factories.expression.complete(anna)
    expression.idea = "Ord " * 80 + ". Og mere."
    expression.save()
    expression.refresh_from_db()
    of_area.submit(expression, by=anna, arrived_at=factories.BEFORE_THE_DEADLINE, version=expression.version)

    lead = made.profile(made.designated(expression)).lead
    assert len(lead) <= 200
    assert lead.endswith("…")


# --- the words


def test_the_team_goes_through_each_text(fresh, bo):
    element = fresh.elements.first().core_element.key
    write(fresh, by=bo, is_read=True, lead="Kort", vision="Langt", partners="A\nB", elements={element: "Nyt"})

    page = shown.presentation(Profile.objects.whole().get(), shown.Addresses(str, lambda profile, width: "x"))
    assert (page.lead, page.vision, page.partners, page.elements[0].text) == ("Kort", "Langt", ["A", "B"], "Nyt")
    assert [each.verb for each in HistoryEntry.objects.filter(case=fresh.case).order_by("-number")[:2]] == [
        "presentation/read",
        "presentation/written",
    ]


def test_an_element_that_says_nothing_is_not_shown(fresh, bo):
    key = fresh.elements.first().core_element.key
    before = len(shown.presentation(fresh, shown.Addresses(str, lambda profile, width: "x")).elements)

    write(fresh, by=bo, elements={key: ""})

    after = shown.presentation(Profile.objects.whole().get(), shown.Addresses(str, lambda profile, width: "x"))
    assert len(after.elements) == before - 1


@pytest.mark.parametrize("empty", ["lead", "vision"])
def test_it_is_not_ready_while_it_says_nothing(fresh, bo, empty):
    with pytest.raises(ValidationError), transaction.atomic():
        write(fresh, by=bo, is_read=True, **{empty: ""})
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.update(read_at=made.GONE_THROUGH_AT, read_by=bo, **{empty: ""})


def test_it_can_be_taken_back_as_not_ready(havnby, bo):
    write(havnby, by=bo, is_read=False, at=LATER)

    assert not Profile.objects.get().is_ready
    assert HistoryEntry.objects.filter(verb="presentation/unread").exists()


def test_who_looked_at_an_older_one_overwrites_nothing(fresh, anna, bo):
    reword(fresh, by=anna, lead="Annas")

    with pytest.raises(workflow.Overtaken):
        write(fresh, by=bo, lead="Bos")
    with pytest.raises(workflow.Overtaken):
        reword(fresh, by=anna, lead="Annas anden")

    assert Profile.objects.get().lead == "Annas"


def test_the_contact_person_changes_her_own_words_and_no_others(havnby, anna):
    reword(havnby, by=anna, lead="Ny", vision="Også ny", partners="Mig", slug="mig", photo_caption="Uden foto")

    now = Profile.objects.get()
    assert (now.lead, now.vision, now.slug, now.photo_caption) == ("Ny", "Også ny", "havnby", "")
    assert now.partners == havnby.partners
    assert now.is_ready
    assert HistoryEntry.objects.get(verb="presentation/reworded").facts["changes"]["lead"] == ["En fest", "Ny"]


def test_until_it_is_public_and_no_longer(havnby, plan, anna):
    made.word(plan)
    last = calendar.at(made.KICKOFF, dt.time.min) - dt.timedelta(seconds=1)
    changed = reword(havnby, by=anna, lead="I sidste øjeblik", at=last)

    with pytest.raises(NotAllowed):
        reword(changed, by=anna, lead="For sent", at=last + dt.timedelta(seconds=1))


@pytest.mark.parametrize("who", ["member", "another", "team", "assessor"])
def test_nobody_else_changes_an_areas_own_words(havnby, carla, bo, who):
    by = {
        "member": havnby.expression.area.memberships.get(role="member").person,
        "another": carla,
        "team": bo,
        "assessor": made.assessor(),
    }[who]

    with pytest.raises(NotAllowed):
        reword(havnby, by=by, lead="Ikke min")


def test_who_is_disqualified_goes_through_nothing(havnby, bo):
    made.disqualified(bo, havnby.expression)

    with pytest.raises(NotAllowed):
        write(havnby, by=bo, lead="Nej")
    assert not Profile.objects.visible_to(bo).exists()


def test_only_the_team_and_the_areas_group_see_it_before(havnby, bo, anna, carla):
    member = havnby.expression.area.memberships.get(role="member").person
    karen = factories.municipal_contact().person

    seen = {
        str(who): Profile.objects.visible_to(who).exists() for who in (bo, anna, member, carla, karen, made.assessor())
    }
    assert seen == {
        "Bo Lund": True,
        "Anna Holm": True,
        "Ejnar Prøve": True,
        "Carla Friis": False,
        "Karen Kær": False,
        "Vibe Dom": False,
    }


# --- the photo


def test_a_photo_is_kept_in_two_sizes(havnby):
    profile = made.with_photo(havnby)

    sizes = [(each.width, each.height) for each in (profile.photo_wide, profile.photo_small)]
    assert sizes == [(1280, 800), (640, 400)]
    for each in (profile.photo_wide, profile.photo_small):
        with store.open_file(each.sha256) as file, Image.open(file) as picture:
            assert picture.format == "JPEG"
            assert picture.size == (each.width, each.height)


def test_a_small_picture_is_not_blown_up_and_a_png_becomes_a_jpeg(havnby):
    profile = made.with_photo(havnby, made.picture(havnby.expression, "lille.png", (300, 200)))

    assert profile.photo_wide.width == profile.photo_small.width == 300
    assert profile.photo_small.content_type == "image/jpeg"


def test_a_photo_of_another_area_is_none_of_its_own(havnby, limby):
    with pytest.raises(actions.NotItsPhoto):
        made.with_photo(havnby, made.picture(limby))


def test_only_a_picture_can_be_the_photo(havnby):
    picture, plan = made.picture(havnby.expression), a_pdf(havnby)

    assert actions.photos_of(havnby) == [picture]
    with pytest.raises(actions.NotItsPhoto):
        made.with_photo(havnby, plan)


def a_pdf(profile: Profile) -> Document:
    """One that lies with the same expression."""
    document = Document.objects.create(
        name="plan.pdf",
        kind=Kind.PDF,
        content_type="application/pdf",
        size=4,
        sha256="0" * 64,
        uploaded_at=made.GONE_THROUGH_AT,
        uploaded_by=profile.expression.created_by,
    )
    Attachment.objects.create(expression=profile.expression, document=document)
    return document


@pytest.mark.parametrize("scan", [Scan.WAITING, Scan.INFECTED])
def test_a_picture_that_may_not_be_fetched_is_neither_chosen_nor_shown(havnby, scan):
    profile = made.with_photo(havnby)
    Document.objects.filter(pk=profile.photo_id).update(
        scan=scan, scanned_at=made.GONE_THROUGH_AT if scan == Scan.INFECTED else None
    )
    profile = Profile.objects.whole().get()

    assert actions.photos_of(profile) == []
    assert shown.photo_of(profile, shown.Addresses(str, lambda profile, width: "x")) is None
    assert shown.copy_of(profile, 640) is None


@pytest.mark.parametrize("lacking", ["photo_alt", "photo_credit", "photo_agreed_at", "photo_wide", "photo_small"])
def test_the_database_keeps_no_photo_without_what_must_be_known_of_it(havnby, lacking):
    made.with_photo(havnby)
    nothing = "" if lacking in ("photo_alt", "photo_credit") else None

    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.update(**{lacking: nothing})


def test_a_photo_that_is_taken_out_leaves_the_areas_file(havnby, bo):
    profile = made.with_photo(havnby)
    document = profile.photo

    actions.remove_photo(profile, version=profile.version, by=bo, at=LATER)

    now = Profile.objects.get()
    assert (now.photo, now.photo_alt, now.photo_credit) == (None, "", "")
    assert document in actions.photos_of(now)


# --- the map


def test_numbers_of_places_near_each_other_stand_apart_and_on_the_map():
    spots = [(600.0, 100.0)] * 4 + [(638.0, 2.0), (620.0, 5.0), (300.0, 300.0)]
    placed = shown.spread(spots)

    for n, (x, y) in enumerate(placed):
        assert 0 < x < 640
        assert 0 < y < 515
        for other_x, other_y in placed[:n]:
            assert ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5 > 34
    assert placed[-1] == (300.0, 300.0)
    assert shown.spread(spots) == placed
