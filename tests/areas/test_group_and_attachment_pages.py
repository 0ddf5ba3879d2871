import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from areas import actions, content
from areas.completeness import Section
from areas.models import Attachment, ExpressionOfInterest, Membership
from documents.models import Document
from people.models import User
from tests import factories
from tests.house_rules.places import a_document

from .pages import address, at

NOW = factories.BEFORE_THE_DEADLINE


def add(client, expression, **fields):
    said = {"name": "Inge Ny", "email": "inge@eksempel.dk", "phone": "", "add-member": "1"} | fields
    return client.post(address(expression, Section.GROUP), said)


def said(expression):
    return content.read(ExpressionOfInterest.objects.get(pk=expression.pk))


# --- the group


def test_the_contact_person_adds_a_member(as_anna, draft):
    response = add(as_anna, draft, phone="20 30 40 55")

    assert response.headers["Location"] == address(draft, Section.GROUP)
    inge = said(draft).group[1]
    assert (inge.name, inge.email, inge.phone) == ("Inge Ny", "inge@eksempel.dk", "+4520304055")
    assert "Inge Ny er med i styregruppen" in as_anna.get(address(draft, Section.GROUP)).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Skriv personens navn."),
        ({"email": ""}, "Skriv personens e-mailadresse."),
        ({"email": "inge"}, "Skriv en e-mailadresse, for eksempel navn@eksempel.dk."),
        ({"phone": "12"}, "Skriv et telefonnummer på otte tal"),
        ({"name": "x" * 121}, "der er plads til 120 tegn"),
        ({"email": "ANNA@eksempel.dk"}, "Den person er allerede med i styregruppen."),
    ],
)
def test_what_is_wrong_gets_its_sentence_and_the_rest_is_kept(as_anna, draft, fields, sentence):
    response = add(as_anna, draft, **fields)

    assert response.status_code == 422
    assert sentence in response.text
    assert fields.get("name", "Inge Ny") in response.text
    assert Membership.objects.count() == 1


def test_a_member_reads_the_group_and_changes_nothing(complete, member, client, today):
    client.force_login(member)

    page = client.get(address(complete, Section.GROUP)).text
    add(client, complete)

    assert "Kun kontaktpersonen, Anna Holm, kan tilføje og fjerne medlemmer." in page
    assert 'name="add-member"' not in page
    assert complete.area.memberships.current().count() == 2


def test_taking_a_member_out_asks_first(as_anna, complete, member):
    path = at("expression_member_remove", complete, complete.area.memberships.get(person=member).uid)
    assert f"Vil du fjerne {member.name} fra styregruppen?" in as_anna.get(path).text
    assert complete.area.memberships.current().count() == 2

    as_anna.post(path)

    assert complete.area.memberships.current().count() == 1
    assert as_anna.post(path).status_code == 404


def test_neither_the_contact_person_nor_somebody_of_another_group_can_be_taken_out(as_anna, complete, carla):
    theirs = factories.expression.complete(carla, name="Andetsteds")
    for membership in (complete.area.memberships.get(role="contact"), theirs.area.memberships.get(role="member")):
        assert as_anna.post(at("expression_member_remove", complete, membership.uid)).status_code == 404

    assert Membership.objects.current().count() == 4


def test_a_member_takes_nobody_out(complete, member, client, today):
    client.force_login(member)
    mine = complete.area.memberships.get(person=member)

    assert client.post(at("expression_member_remove", complete, mine.uid)).status_code == 404


def test_ones_own_telephone_number(as_anna, draft, anna):
    response = as_anna.post(address(draft, Section.GROUP), {"phone": "+46 8 123 456 78", "save": "1"})

    assert response.headers["Location"] == address(draft, Section.ATTACHMENTS)
    anna.refresh_from_db()
    assert anna.phone == "+46812345678"
    wrong = as_anna.post(address(draft, Section.GROUP), {"phone": "ring selv", "save": "1"})
    assert wrong.status_code == 422
    assert 'value="ring selv"' in wrong.text


def test_the_two_telephone_numbers_on_the_page_are_two_fields(as_anna, draft):
    """What lacks leads to "id_phone", and so does the label: that must be her own number, not the new member's."""
    page = as_anna.get(address(draft, Section.GROUP)).text

    ids = re.findall(r'\sid="([^"]+)"', page)
    assert [each for each in ids if ids.count(each) > 1] == []
    assert page.index('id="id_member_phone"') < page.index("Dit telefonnummer") < page.index('id="id_phone"')


def test_who_has_no_name_yet_is_led_to_where_it_is_written(as_anna, draft, anna):
    assert "Skriv dit eget navn" not in as_anna.get(address(draft, Section.GROUP)).text
    User.objects.filter(pk=anna.pk).update(name="")

    page = as_anna.get(address(draft, Section.GROUP)).text

    assert f'<a href="{reverse("profile")}?next={address(draft, Section.GROUP)}">Skriv dit eget navn</a>' in page


def test_a_member_does_not_change_the_contact_persons_number(complete, member, client, today, anna):
    client.force_login(member)

    client.post(address(complete, Section.GROUP), {"phone": "22 22 22 22", "save": "1"})

    anna.refresh_from_db()
    member.refresh_from_db()
    assert (anna.phone, member.phone) == ("+4520304050", "")


# --- attachments


def picture(name="havn.jpg") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "#3c6e7f").save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def upload(client, expression, file, title="Havnen"):
    return client.post(address(expression, Section.ATTACHMENTS), {"file": file, "title": title})


def test_a_file_is_laid_in_fetched_and_taken_out(as_anna, draft):
    assert upload(as_anna, draft, picture()).status_code == 302
    document = Document.objects.get()
    page = as_anna.get(address(draft, Section.ATTACHMENTS)).text
    assert "havn.jpg" in page
    assert "Havnen" in page

    fetched = as_anna.get(at("expression_attachment", draft, document.uid))
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert fetched.getvalue().startswith(b"\xff\xd8")
    path = at("expression_attachment_remove", draft, document.uid)
    assert "kommer så ikke med" in as_anna.get(path).text
    as_anna.post(path)

    assert said(draft).attachments == []
    assert as_anna.get(at("expression_attachment", draft, document.uid)).status_code == 404


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("", "Vælg den fil, du vil lægge op."),
        (SimpleUploadedFile("side.html", b"<!DOCTYPE html><html><script>1</script></html>"), "Vi tager imod:"),
        (SimpleUploadedFile("havn.jpg", b"<html><body>hej</body></html>", "image/jpeg"), "Vi tager imod:"),
        (SimpleUploadedFile("tom.pdf", b""), "Filen er tom."),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_and_the_title_kept(as_anna, draft, file, sentence):
    response = upload(as_anna, draft, file, title="Tegning af scenen")

    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="Tegning af scenen"' in response.text
    assert not Document.objects.exists()
    assert not Attachment.objects.exists()


def test_there_is_room_for_ten(as_anna, draft, anna):
    for _ in range(10):
        actions.attach(draft, a_document(anna), title="", by=anna, at=NOW)

    response = upload(as_anna, draft, picture())

    assert response.status_code == 422
    assert "Der er plads til 10 bilag." in response.text
    assert Attachment.objects.count() == 10


def test_a_file_of_another_area_is_not_there(as_anna, draft, carla):
    theirs = factories.expression.draft(carla, name="Andetsteds")
    attachment = actions.attach(theirs, a_document(carla), title="", by=carla, at=NOW)

    for name in ("expression_attachment", "expression_attachment_remove"):
        assert as_anna.get(at(name, draft, attachment.document.uid)).status_code == 404
        assert as_anna.get(at(name, theirs, attachment.document.uid)).status_code == 404


def test_what_is_sent_keeps_its_files(as_anna, complete, anna):
    attachment = actions.attach(complete, a_document(anna), title="", by=anna, at=NOW)
    complete.refresh_from_db()
    actions.submit(complete, by=anna, arrived_at=NOW, version=complete.version)

    assert as_anna.post(at("expression_attachment_remove", complete, attachment.document.uid)).status_code == 404
    assert "havn.jpg" in as_anna.get(complete.get_absolute_url()).text
