"""Attachments that come slice by slice: what the addresses answer to the script, and to whom."""

import json
import socket

import pytest
from django.test import Client

from areas import actions
from areas.completeness import Section
from areas.models import Attachment, ExpressionOfInterest
from documents import chunks
from documents.models import Document, Incoming
from tests import factories
from tests.documents import files
from tests.house_rules.places import a_document
from tests.people.signing import sign_in

from .pages import address, at

NOW = factories.BEFORE_THE_DEADLINE
JSON = {"Accept": "application/json"}
PICTURE = files.picture("JPEG", (400, 300))


def begin(client, expression, data=PICTURE, name="havn.jpg", hint="1"):
    said = {"name": name, "size": str(len(data)), "hint": hint}
    return client.post(at("expression_incoming", expression), said, headers=JSON)


def append(client, path, offset, data, **options):
    return client.post(
        path, data, content_type="application/octet-stream", headers=JSON | {"Upload-Offset": str(offset)}, **options
    )


def sent(client, expression, data=PICTURE, name="havn.jpg") -> str:
    """The address of a file that is wholly here."""
    path = begin(client, expression, data, name).json()["address"]
    assert append(client, path, 0, data).json() == {"received": len(data)}
    return path


def finish(client, path, title="Havnen"):
    return client.post(f"{path}faerdig/", {"title": title}, headers=JSON)


def half_of(expression, person) -> Incoming:
    """A file that this person began to send."""
    return chunks.begin(
        person=person, purpose=f"attachment:{expression.uid}", name="havn.jpg", size=len(PICTURE), hint="1"
    )


def test_a_file_comes_in_slices_and_lies_with_the_expression(as_anna, draft, anna):
    begun = begin(as_anna, draft)
    path = begun.json()["address"]
    assert begun.json()["received"] == 0
    assert append(as_anna, path, 0, PICTURE[:500]).json() == {"received": 500}
    assert as_anna.get(path, headers=JSON).json() == {"address": path, "received": 500}
    assert append(as_anna, path, 500, PICTURE[500:]).json() == {"received": len(PICTURE)}

    answer = finish(as_anna, path, title="  Havnen\u202e ")

    attachment = Attachment.objects.get()
    title_address = at("expression_attachment_title", draft, attachment.document.uid)
    assert answer.status_code == 201
    assert answer.json() == {"name": "havn.jpg", "title_address": title_address, "note": ""}
    assert (attachment.title, attachment.document.uploaded_by) == ("Havnen", anna)
    assert attachment.expression.version == draft.version + 1
    assert list(chunks._folder().glob("*")) == []
    assert finish(as_anna, path).json() == answer.json()
    assert Document.objects.count() == 1


@pytest.mark.parametrize("name", ["begin", "ask", "append", "finish"])
def test_no_answer_may_be_kept_in_a_cache(as_anna, draft, name):
    path = begin(as_anna, draft).json()["address"]
    answer = {
        "begin": lambda: begin(as_anna, draft),
        "ask": lambda: as_anna.get(path),
        "append": lambda: append(as_anna, path, 7, b"x"),
        "finish": lambda: finish(as_anna, path),
    }[name]()

    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == "application/json"


def test_a_slice_at_the_wrong_place_is_told_the_right_one(as_anna, draft):
    path = begin(as_anna, draft).json()["address"]
    append(as_anna, path, 0, PICTURE[:500])

    for offset in (0, 499, 501):
        answer = append(as_anna, path, offset, b"wrong")
        assert (answer.status_code, answer.json()) == (409, {"received": 500})
    assert (finish(as_anna, path).status_code, finish(as_anna, path).json()) == (409, {"received": 500})


@pytest.mark.parametrize(
    ("headers", "options", "status"),
    [
        ({}, {}, 400),
        ({"Upload-Offset": "-1"}, {}, 400),
        ({"Upload-Offset": "٣"}, {}, 400),
        ({"Upload-Offset": "9" * 30}, {}, 400),
        ({"Upload-Offset": "0"}, {"content_type": "multipart/form-data; boundary=x"}, 413),
        ({"Upload-Offset": "0"}, {"CONTENT_LENGTH": str(chunks.MAX_SLICE + 1)}, 413),
    ],
)
def test_a_slice_that_is_none_is_refused_and_nothing_is_written(as_anna, draft, headers, options, status):
    path = begin(as_anna, draft).json()["address"]

    options = {"content_type": "application/octet-stream"} | options
    answer = as_anna.post(path, PICTURE[:500], headers=JSON | headers, **options)

    assert answer.status_code == status
    assert Incoming.objects.get().received == 0
    assert list(chunks._folder().glob("*")) == []


@pytest.mark.django_db(transaction=True)
def test_the_line_breaks_in_the_middle_of_a_slice(as_anna, draft, anna, live_server):
    half = half_of(draft, anna)
    head = [
        f"POST {at('expression_incoming_file', draft, half.uid)} HTTP/1.1",
        f"Host: {live_server.thread.host}",
        f"Cookie: sessionid={as_anna.cookies['sessionid'].value}; csrftoken={'x' * 32}",
        f"X-CSRFToken: {'x' * 32}",
        "Content-Type: application/octet-stream",
        f"Content-Length: {len(PICTURE)}",
        "Upload-Offset: 0",
    ]
    with socket.create_connection((live_server.thread.host, live_server.thread.port)) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode() + PICTURE[:1000])
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(4096)

    assert answer.startswith(b"HTTP/1.1 400"), answer
    half.refresh_from_db()
    assert half.received == 0
    assert list(chunks._folder().glob("*")) == []


@pytest.mark.parametrize("said", [{}, {"name": "x.pdf"}, {"name": "x.pdf", "size": "-1"}, {"name": "", "size": "5"}])
def test_a_beginning_that_is_none(as_anna, draft, said):
    assert as_anna.post(at("expression_incoming", draft), said).status_code == 400
    assert not Incoming.objects.exists()


def test_a_bad_file_gets_its_sentence_and_is_gone(as_anna, draft):
    path = sent(as_anna, draft, b"<!DOCTYPE html><html><script>1</script></html>", "havn.jpg")

    answer = finish(as_anna, path)

    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Filen er en webside, og det tager vi ikke imod her. Vi tager imod:")
    assert (Incoming.objects.count(), Document.objects.count(), Attachment.objects.count()) == (0, 0, 0)
    assert list(chunks._folder().glob("*")) == []


def test_what_can_be_seen_beforehand_is_said_at_once_in_the_readers_language(as_anna, draft):
    assert begin(as_anna, draft, name="x.svg").status_code == 422
    answer = begin(as_anna, draft, b"")
    assert (answer.status_code, answer.json()) == (422, {"error": "Filen er tom. Vælg en anden fil."})

    as_anna.cookies["sprog"] = "en"

    assert begin(as_anna, draft, b"").json() == {"error": "The file is empty. Choose another file."}


def test_while_the_disk_takes_nothing_the_file_waits(as_anna, draft, settings):
    path = begin(as_anna, draft).json()["address"]
    settings.DATA_DIR.mkdir(exist_ok=True)
    (settings.DATA_DIR / "incoming").write_text("no folder")

    answer = append(as_anna, path, 0, PICTURE)

    assert (answer.status_code, answer.json()) == (
        503,
        {"error": "Vi kunne ikke gemme filen lige nu. Prøv igen om lidt."},
    )
    (settings.DATA_DIR / "incoming").unlink()
    assert append(as_anna, path, 0, PICTURE).status_code == 200


def test_there_is_room_for_ten_at_the_beginning_and_at_the_end(as_anna, draft, anna):
    for _ in range(9):
        actions.attach(draft, a_document(anna), title="", by=anna, at=NOW)
    one, two = sent(as_anna, draft), sent(as_anna, draft, files.pdf(), "plan.pdf")
    assert finish(as_anna, one).status_code == 201

    for answer in (finish(as_anna, two), begin(as_anna, draft, name="tre.jpg")):
        assert answer.status_code == 422
        assert answer.json()["error"] == "Der er plads til 10 bilag. Fjern et af dem først."

    actions.detach(draft, Attachment.objects.first(), by=anna, at=NOW)
    assert finish(as_anna, two).status_code == 201
    assert Attachment.objects.filter(removed_at=None).count() == 10


# --- who may


def all_of(client, expression, half):
    """Every address of the file, asked by somebody."""
    path = at("expression_incoming_file", expression, half.uid)
    return {
        "begin": begin(client, expression),
        "ask": client.get(path, headers=JSON),
        "append": append(client, path, 0, PICTURE),
        "finish": finish(client, path),
        "drop": client.post(f"{path}opgiv/", headers=JSON),
    }


def test_signed_out_is_401_and_no_way_to_the_sign_in_page(draft, anna, today):
    answers = all_of(Client(), draft, half_of(draft, anna))

    assert {answer.status_code for answer in answers.values()} == {401}
    assert {answer.json()["error"] for answer in answers.values()} == {"Du er ikke logget ind."}
    assert Incoming.objects.get().received == 0


@pytest.mark.parametrize("who", ["carla", "bo"])
def test_who_is_not_of_the_group_finds_nothing(draft, anna, today, who, client):
    sign_in(client, getattr(factories, who)())

    answers = all_of(client, draft, half_of(draft, anna))

    assert {answer.status_code for answer in answers.values()} == {404}
    assert Incoming.objects.get().received == 0


def test_anothers_half_file_is_not_there_for_the_group_either(complete, anna, member, client, today):
    half = half_of(complete, anna)
    client.force_login(member)

    answers = all_of(client, complete, half)

    assert answers.pop("begin").status_code == 200  # a file of one's own
    assert {answer.status_code for answer in answers.values()} == {404}
    half.refresh_from_db()
    assert half.received == 0
    missing = at("expression_incoming_file", complete, complete.uid)
    assert client.get(missing, headers=JSON).content == answers["ask"].content


def test_ones_own_half_file_is_not_there_below_another_expression(as_carla, draft, anna, carla):
    theirs = factories.expression.draft(carla, name="Andetsteds")
    half, mine = half_of(draft, anna), half_of(theirs, carla)

    for expression, file in ((draft, half), (theirs, half), (draft, mine)):
        answers = all_of(as_carla, expression, file)
        answers.pop("begin")
        assert {answer.status_code for answer in answers.values()} == {404}
    assert [each.received for each in Incoming.objects.all()] == [0, 0]


def test_once_it_is_sent_no_more_comes_in_and_that_is_said(as_anna, complete, anna):
    path = sent(as_anna, complete)
    complete.refresh_from_db()
    actions.submit(complete, by=anna, arrived_at=NOW, version=complete.version)

    for answer in (begin(as_anna, complete), append(as_anna, path, 0, b"x"), finish(as_anna, path)):
        assert answer.status_code == 409
        assert answer.json()["error"] == "Interesseerklæringen er sendt imens, så filen blev ikke lagt op."
    assert not Attachment.objects.exists()
    assert as_anna.post(f"{path}opgiv/", headers=JSON).status_code == 200
    assert not Incoming.objects.exists()


def test_sent_while_the_file_is_examined(as_anna, complete, anna, monkeypatch):
    path = sent(as_anna, complete)
    real = chunks.uploads.accept

    def accept_while_it_is_sent(*args, **kwargs):
        mine = ExpressionOfInterest.objects.get(pk=complete.pk)
        actions.submit(mine, by=anna, arrived_at=NOW, version=mine.version)
        return real(*args, **kwargs)

    monkeypatch.setattr(chunks.uploads, "accept", accept_while_it_is_sent)

    answer = finish(as_anna, path)

    assert answer.status_code == 409
    assert (Document.objects.count(), Incoming.objects.count()) == (0, 0)
    assert list(chunks._folder().glob("*")) == []


def test_every_address_that_changes_something_is_protected_against_other_sites(draft, anna, today):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    half = half_of(draft, anna)

    answers = all_of(client, draft, half)

    assert answers.pop("ask").status_code == 200
    assert {answer.status_code for answer in answers.values()} == {403}
    half.refresh_from_db()
    assert half.received == 0
    token = client.cookies["csrftoken"].value  # which the question for the offset gave
    path = at("expression_incoming_file", draft, half.uid)
    assert client.post(f"{path}opgiv/", headers={"X-CSRFToken": token}).status_code == 302


# --- the page


def test_the_page_shows_ones_own_files_that_are_not_whole_and_takes_them_away_without_script(as_anna, draft, carla):
    path = begin(as_anna, draft, b"x" * 2_000_000, "plan.pdf").json()["address"]
    append(as_anna, path, 0, b"x" * 1_000_000)
    factories.expression.draft(carla, name="Andetsteds")
    half_of(ExpressionOfInterest.objects.get(area__name="Andetsteds"), carla)

    page = as_anna.get(address(draft, Section.ATTACHMENTS)).text

    assert "Ikke kommet helt frem" in page
    assert "976,6\xa0KB af 1,9\xa0MB" in page
    assert "havn.jpg" not in page
    response = as_anna.post(f"{path}opgiv/", follow=True)
    assert "Den halve fil “plan.pdf” er fjernet." in response.text
    assert "Ikke kommet helt frem" not in response.text


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 5])
def test_the_page_asks_the_database_as_often_for_one_as_for_five(as_anna, draft, anna, many, django_assert_num_queries):
    for number in range(many):
        actions.attach(draft, a_document(anna), title="", by=anna, at=NOW)
        begin(as_anna, draft, name=f"{number}.jpg")

    with django_assert_num_queries(6):
        as_anna.get(address(draft, Section.ATTACHMENTS))


def test_the_text_to_a_file_is_changed_on_a_page_of_its_own(as_anna, draft, anna):
    attachment = actions.attach(draft, a_document(anna), title="Havnen", by=anna, at=NOW)
    path = at("expression_attachment_title", draft, attachment.document.uid)
    assert 'value="Havnen"' in as_anna.get(path).text
    wrong = as_anna.post(path, {"title": "x" * 121})
    assert (wrong.status_code, "der er plads til 120 tegn" in wrong.text) == (422, True)

    response = as_anna.post(path, {"title": "Havnen om vinteren"}, follow=True)

    assert "Teksten til “havn.jpg” er gemt." in response.text
    attachment.refresh_from_db()
    assert attachment.title == "Havnen om vinteren"


def test_the_script_changes_the_text_without_a_page(as_anna, draft, anna):
    attachment = actions.attach(draft, a_document(anna), title="", by=anna, at=NOW)
    path = at("expression_attachment_title", draft, attachment.document.uid)
    draft.refresh_from_db()

    for _twice in range(2):
        answer = as_anna.post(path, {"title": "Scenen"}, headers=JSON)
        assert (answer.status_code, answer.json()) == (200, {"title": "Scenen"})
    wrong = as_anna.post(path, {"title": "x" * 121}, headers=JSON)

    assert (wrong.status_code, "120 tegn" in json.loads(wrong.content)["error"]) == (422, True)
    assert ExpressionOfInterest.objects.get().version == draft.version + 1  # the same text again changes nothing
    assert Client().post(path, {"title": "x"}, headers=JSON).status_code == 401
    assert Client().post(path, {"title": "x"}).status_code == 302


def test_the_text_to_a_file_that_is_taken_out_or_sent_or_anothers(as_anna, as_carla, complete, anna):
    gone = actions.attach(complete, a_document(anna), title="", by=anna, at=NOW)
    actions.detach(complete, gone, by=anna, at=NOW)
    kept = actions.attach(complete, a_document(anna), title="Havnen", by=anna, at=NOW)
    path = at("expression_attachment_title", complete, kept.document.uid)

    for client, file in ((as_anna, gone), (as_carla, kept)):
        other = at("expression_attachment_title", complete, file.document.uid)
        assert client.post(other, {"title": "x"}).status_code == 404
        assert client.post(other, {"title": "x"}, headers=JSON).status_code == 404
    complete.refresh_from_db()
    actions.submit(complete, by=anna, arrived_at=NOW, version=complete.version)
    assert as_anna.post(path, {"title": "x"}).status_code == 404
    kept.refresh_from_db()
    assert kept.title == "Havnen"
