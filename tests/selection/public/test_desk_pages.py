"""The team's pages of the publication, and what the area's own people see before everybody."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import AccessLog
from programme.models import HistoryEntry
from selection import publishing
from selection.actions import presenting
from selection.actions import publishing as actions
from selection.models import Profile, Publication
from tests import factories
from tests.areas.desk import as_bo
from tests.kulturpunkt.pages import page
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
ALL = "/team/udvaelgelse/offentliggoerelse/"


@pytest.fixture
def desk(bo, clock) -> Client:
    return as_bo()


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(page(response).text_of("body"))


def at(profile: Profile, then: str = "") -> str:
    return f"{ALL}{profile.uid}/{then}"


def said(profile: Profile, **changed) -> dict:
    """The form of the texts as the page shows it."""
    elements = {f"element-{each.core_element.key}": each.text for each in profile.elements.all()}
    texts = {"version": profile.version, "lead": profile.lead, "vision": profile.vision, "partners": profile.partners}
    texts["language"] = profile.language
    return elements | texts | changed


def photo_said(profile: Profile, document, **changed) -> dict:
    about = {"alt": "Børn", "credit": "Mia", "caption": "", "agreed": "on"}
    return {"version": profile.version, "photo": str(document.uid)} | about | changed


def fetched(response) -> bytes:
    """A file, read to its end, so that it is closed."""
    assert response.status_code == 200
    return b"".join(response.streaming_content)


# --- the list


def test_the_list_says_who_is_ready_and_the_word_waits_for_the_rest(desk, havnby, limby):
    other = made.profile(made.designated(limby))

    shown = text_of(desk.get(ALL))
    assert "1 af 2 er klar" in shown
    assert "Offentliggørelsen kan godkendes, når alle præsentationer er klar." in shown
    desk.post(f"{ALL}ordet/")
    assert not Publication.objects.filter(worded_at__isnull=False).exists()

    desk.post(at(other), said(other, is_read="on"))
    assert "2 af 2 er klar" in text_of(desk.get(ALL))
    told = text_of(desk.post(f"{ALL}ordet/", follow=True))
    assert "bliver offentlige af sig selv kl. 00.00" in told
    assert Publication.objects.get().is_given


def test_the_word_is_taken_back(desk, havnby, plan, clock):
    made.word(plan)
    clock.to(made.KICKOFF)
    assert "Kulturpunkterne er offentlige." in text_of(desk.get(ALL))

    desk.post(f"{ALL}ordet/", {"take_back": "1", "reason": "En fejl"})

    assert not publishing.is_public(plan, made.GONE_THROUGH_AT + dt.timedelta(days=30))
    assert HistoryEntry.objects.get(verb="publication/withdrawn").sentence.endswith("Begrundelse: En fejl")


def test_those_without_a_presentation_get_one(desk, limby):
    made.designated(limby)
    assert "Der er ikke lavet en præsentation af 1 område endnu." in text_of(desk.get(ALL))

    desk.post(f"{ALL}lav/")

    assert Profile.objects.get().slug == "limby"


def test_the_invitation_is_filled_in_and_what_is_wrong_stands_there_still(desk, havnby, plan):
    wrong = desk.post(f"{ALL}kickoff/", {"place": "Nordkraft", "begins": "17:00", "ends": "14.00"})
    assert wrong.status_code == 422
    assert "Kickoff slutter senere, end det begynder." in wrong.text
    assert 'value="Nordkraft"' in wrong.text

    desk.post(f"{ALL}kickoff/", {"place": "Nordkraft", "begins": "14.00", "ends": "17:00"})

    kept = Publication.objects.get()
    assert (kept.kickoff_place, kept.kickoff_begins, kept.kickoff_ends) == ("Nordkraft", dt.time(14), dt.time(17))


def test_a_plan_without_a_day_says_so(desk, havnby, plan):
    plan.milestones.filter(key="kickoff").update(precision="month", from_on="2025-06-01", to_on="2025-06-30")

    assert "Tidsplanen har ingen dag for kickoff" in text_of(desk.get(ALL))


def test_who_is_disqualified_sees_nothing_of_the_case(desk, havnby, limby, bo):
    made.ready(made.designated(limby))
    made.disqualified(bo, havnby.expression)

    for path in (ALL, f"{ALL}vis/"):
        shown = desk.get(path).content.decode()
        assert "Havnby" not in shown, path
        assert "Limby" in shown, path
    for then in ("", "foto/", "vis/", "vis/foto-640.jpg"):
        assert desk.get(at(havnby, then)).status_code == 404, then


def test_who_may_not_see_the_one_that_is_not_ready_is_told_who_can_help(desk, havnby, limby, bo):
    made.profile(made.designated(limby))
    made.disqualified(bo, limby)

    shown = text_of(desk.post(f"{ALL}ordet/", follow=True))

    assert "Bed en anden i kulturteamet om at gøre det." in shown
    assert "allerede godkendt" not in shown


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_with_one_and_with_thirty(desk, plan, anna, count, django_assert_num_queries):
    made.kulturpunkter(count)

    with django_assert_num_queries(7):  # session, person, acting …; then five
        desk.get(ALL)


# --- one


def test_the_texts_are_gone_through(desk, havnby):
    desk.post(at(havnby), said(havnby, lead="Ny sætning", partners="Skolen\r\nHallen", is_read="on"))

    now = Profile.objects.get()
    assert (now.lead, now.partners, now.is_ready) == ("Ny sætning", "Skolen\nHallen", True)


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stands_there(desk, havnby):
    response = desk.post(at(havnby), said(havnby, lead="", vision="Skrevet længe", is_read="on"))

    assert response.status_code == 422
    assert "Skriv en sætning, før præsentationen kan være klar." in response.text
    assert "Skrevet længe" in response.text
    assert Profile.objects.get().vision == "Vi vil samle byen"


def test_who_was_overtaken_keeps_what_was_typed_and_can_send_it_once_more(desk, havnby, anna):
    presenting.reword(havnby, texts={"lead": "Annas"}, version=havnby.version, by=anna, at=made.GONE_THROUGH_AT)

    response = desk.post(at(havnby), said(havnby, lead="Bos"))

    assert response.status_code == 409
    assert "Bos" in response.text
    now = Profile.objects.get()
    assert now.lead == "Annas"
    assert f'value="{now.version}"' in response.text


def test_a_photo_that_the_team_chooses_is_no_change_of_the_areas(desk, havnby, clock):
    photo = made.picture(havnby.expression)
    clock.to(made.GONE_THROUGH_AT.date() + dt.timedelta(days=1))

    desk.post(at(havnby, "foto/"), photo_said(havnby, photo))

    assert Profile.objects.get().photo == photo
    assert "Ændret af området" not in text_of(desk.get(ALL))


def test_the_team_sees_what_the_area_changed_since(desk, havnby, anna):
    later = made.GONE_THROUGH_AT + dt.timedelta(hours=2)
    presenting.reword(havnby, texts={"lead": "Annas sætning"}, version=havnby.version, by=anna, at=later)

    assert "Ændret af området, siden I gik den igennem" in text_of(desk.get(ALL))
    shown = text_of(desk.get(at(havnby)))
    assert "Kontaktpersonen har rettet noget" in shown
    assert "En fest" in shown
    assert "Annas sætning" in shown

    now = Profile.objects.get()
    desk.post(at(havnby), said(now, is_read="on"))
    assert "Ændret af området" not in text_of(desk.get(ALL))

    assert "Kontaktpersonen har rettet noget" not in text_of(desk.get(at(havnby)))


@pytest.mark.parametrize(
    ("vision", "warned"),
    [
        ("Ring på 20 30 40 50", "telefonnummer"),
        ("Ring på +45 20304050", "telefonnummer"),
        ("Skriv til mig@eksempel.dk", "e-mailadresse"),
        ("Det koster 12.500 kr.", "beløb"),
        ("I 2025 og 2026 mødes 300 naboer", ""),
    ],
)
def test_what_hardly_belongs_there_is_pointed_out(desk, plan, anna, bo, vision, warned):
    profile = made.kulturpunkt("Havnby", vision=vision)

    shown = text_of(desk.get(at(profile)))

    assert ("Se efter en gang til" in shown) is bool(warned)
    assert warned in shown


def test_texts_in_english_are_pointed_out_until_they_are_said_to_be_danish(desk, havnby):
    Profile.objects.update(language="en")
    assert "Teksterne står ikke på dansk." in text_of(desk.get(at(havnby)))

    desk.post(at(havnby), said(havnby, language="da"))
    assert "Teksterne står ikke på dansk." not in text_of(desk.get(at(havnby)))


# --- its photo


def test_a_photo_is_chosen_among_the_areas_pictures(desk, havnby):
    document = made.picture(havnby.expression)
    assert str(document.uid) in desk.get(at(havnby, "foto/")).text
    assert len(fetched(desk.get(at(havnby, f"foto/{document.uid}/")))) == document.size

    desk.post(at(havnby, "foto/"), photo_said(havnby, document))

    now = Profile.objects.get()
    assert (now.photo, now.photo_alt, now.photo_credit) == (document, "Børn", "Mia")
    assert now.photo_agreed_by == factories.bo()
    assert len(fetched(desk.get(at(havnby, "vis/foto-640.jpg")))) == now.photo_small.size


@pytest.mark.parametrize("lacking", ["alt", "credit", "agreed", "photo"])
def test_without_what_must_be_known_of_it_no_photo_is_chosen(desk, havnby, lacking):
    document = made.picture(havnby.expression)

    response = desk.post(at(havnby, "foto/"), photo_said(havnby, document, **{lacking: ""}))

    assert response.status_code == 422
    assert Profile.objects.get().photo is None


def test_anothers_picture_can_be_neither_seen_nor_chosen(desk, havnby, limby):
    document = made.picture(limby)

    assert desk.get(at(havnby, f"foto/{document.uid}/")).status_code == 404
    assert desk.post(at(havnby, "foto/"), photo_said(havnby, document)).status_code == 422


def test_a_photo_is_taken_out(desk, havnby):
    made.with_photo(havnby)
    page = desk.get(at(havnby, "foto/")).text.partition("foto/fjern/")[2]
    version = page.partition('name="version" value="')[2].partition('"')[0]

    desk.post(at(havnby, "foto/fjern/"), {"version": version})

    assert Profile.objects.get().photo is None


def test_who_looked_at_another_photo_takes_none_out(desk, havnby):
    made.with_photo(havnby)

    response = desk.post(at(havnby, "foto/fjern/"), {"version": havnby.version}, follow=True)

    assert "Fotoet er ikke taget ud: en anden har ændret præsentationen imens." in text_of(response)
    assert Profile.objects.get().photo is not None


# --- beforehand


def test_a_preview_is_the_page_marked_and_kept_by_nobody(desk, havnby):
    made.with_photo(havnby)

    for path in (f"{ALL}vis/", at(havnby, "vis/")):
        response = desk.get(path)
        assert "Forhåndsvisning" in response.text
        assert "no-store" in response.headers["Cache-Control"]
        assert [each["content"] for each in page(response).all("meta") if each.get("name") == "robots"] == ["noindex"]
        assert "og:title" not in response.text
        assert "/kulturpunkter/" not in response.text
    assert "Vi vil samle byen" in response.text


def test_the_contact_person_sees_her_page_and_changes_her_words(havnby, anna, clock):
    client, path = sign_in(Client(), anna), f"/min-side/praesentation/{havnby.uid}/"
    made.with_photo(havnby)
    assert path in page(client.get("/min-side/")).links
    assert f"{path}ret/" in page(client.get(path)).links
    photo = client.get(f"{path}foto-640.jpg")
    assert photo.headers["Cache-Control"] == "private, no-store"
    assert fetched(photo)
    assert AccessLog.objects.filter(by=anna).exists()

    now = Profile.objects.get()
    words = {"version": now.version, "lead": "Vores egen", "vision": "Vores vision", "photo_caption": "Os"}
    response = client.post(f"{path}ret/", words, follow=True)

    assert "Jeres ord er gemt." in text_of(response)
    now = Profile.objects.get()
    assert (now.lead, now.vision, now.photo_caption) == ("Vores egen", "Vores vision", "Os")


def test_who_was_overtaken_by_the_team_keeps_her_words(havnby, anna, bo, clock):
    client, path = sign_in(Client(), anna), f"/min-side/praesentation/{havnby.uid}/ret/"
    presenting.write_profile(
        havnby, texts={"lead": "Bos"}, elements={}, is_read=True, version=havnby.version, by=bo, at=made.GONE_THROUGH_AT
    )
    words = {"version": havnby.version, "lead": "Annas", "vision": "Vision"}

    response = client.post(path, words)
    assert response.status_code == 409
    assert "Annas" in response.text
    assert "Bos" in response.text

    client.post(path, words | {"version": Profile.objects.get().version})
    assert Profile.objects.get().lead == "Annas"


def test_an_empty_word_is_refused(havnby, anna, clock):
    client = sign_in(Client(), anna)

    response = client.post(reverse("presentation_edit", args=[havnby.uid]), {"version": havnby.version, "vision": "V"})

    assert response.status_code == 422
    assert "Skriv en sætning om jeres Kulturpunkt." in response.text


def test_once_it_is_public_the_words_stand(havnby, plan, anna, clock):
    made.word(plan)
    clock.to(made.KICKOFF)
    client, path = sign_in(Client(), anna), f"/min-side/praesentation/{havnby.uid}/"

    assert "skriv til kulturteamet" in text_of(client.get(f"{path}ret/", follow=True))
    shown = page(client.get(path))
    assert "/kulturpunkter/havnby/" in shown.links
    assert f"{path}ret/" not in shown.links


@pytest.mark.parametrize("who", ["another", "assessor", "municipality", "team"])
@pytest.mark.parametrize("then", ["", "ret/", "foto-640.jpg"])
def test_nobody_else_sees_an_areas_preview(havnby, carla, bo, clock, who, then):
    made.with_photo(havnby)
    person = {
        "another": lambda: carla,
        "assessor": made.assessor,
        "municipality": lambda: factories.municipal_contact().person,
        "team": lambda: bo,
    }[who]()

    assert sign_in(Client(), person).get(f"/min-side/praesentation/{havnby.uid}/{then}").status_code == 404


def test_a_member_sees_the_preview_and_changes_nothing(havnby, clock):
    client = sign_in(Client(), havnby.expression.area.memberships.get(role="member").person)
    path = f"/min-side/praesentation/{havnby.uid}/"

    assert "Vi vil samle byen" in text_of(client.get(path))
    assert client.get(f"{path}ret/").status_code == 404


def test_there_is_no_preview_before_the_decision_is_released(limby, carla, clock):
    assert not page(sign_in(Client(), carla).get("/min-side/")).links & {"/min-side/praesentation/"}
    assert actions.publishing.chosen(limby.programme).count() == 0
