"""The form's token went stale while somebody wrote: she sees her text again, and sending it again works."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from areas.completeness import Section
from people.models import UnsavedText

from .desk import as_bo
from .pages import address, at, fields_of, typed
from .test_signed_out import KEPT, LONG, plain, said


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, {"Origin": "http://testserver"}],
    ids=["new browser", "older browser"],
)
def test_a_stale_token_shows_the_text_and_sending_again_saves_every_character(draft, anna, today, headers):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    fields = typed(client, draft, Section.CHALLENGE, challenge=LONG)
    client.cookies.pop("csrftoken")

    response = client.post(
        address(draft, Section.CHALLENGE),
        fields | {"save": "1", "csrfmiddlewaretoken": "x" * 64},
        headers=headers,
    )

    assert response.status_code == 403
    shown = fields_of(response, "kp-typed")
    assert plain(shown["challenge"][0]) == KEPT
    assert said(draft).challenge == ""
    token = re.search(r'class="kp-typed".*?name="csrfmiddlewaretoken" value="(\w+)"', response.text, re.DOTALL)
    assert token
    again = client.post(
        address(draft, Section.CHALLENGE),
        shown | {"csrfmiddlewaretoken": token[1]},
        headers={"Origin": "http://testserver"},
    )
    assert again.headers["Location"] == address(draft, Section.IDEA)
    assert said(draft).challenge == KEPT


REASON = "Forsamlingshuset er brændt, og de skal have tid til at finde et andet sted"


@pytest.mark.parametrize(
    ("by_the_team", "where", "fields"),
    [
        (
            False,
            lambda it: address(it, Section.GROUP),
            {"add-member": "1", "name": "Ejnar Prøve", "email": "e@eksempel.dk"},
        ),
        (False, lambda it: at("expression_send", it), {"version": "7"}),
        (True, lambda it: reverse("admin:areas_expressionofinterest_extension", args=[it.uid]), {"reason": REASON}),
    ],
    ids=["the group", "sending", "the team"],
)
def test_any_form_comes_back_with_all_that_was_in_it(as_anna, complete, by_the_team, where, fields):
    client = as_bo() if by_the_team else as_anna
    client.handler.enforce_csrf_checks = True

    response = client.post(
        where(complete), fields | {"csrfmiddlewaretoken": "x" * 64}, headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert response.status_code == 403
    shown = fields_of(response, "kp-typed")
    assert {name: shown[name] for name in fields} == {name: [value] for name, value in fields.items()}
    assert f'action="{where(complete)}"' in response.text


def test_a_strangers_words_are_not_shown_nor_kept(draft, anna, today):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)

    response = client.post(
        address(draft, Section.CHALLENGE),
        {"challenge": "Plantet tekst " * 5},
        headers={"Origin": "https://onde.example", "Sec-Fetch-Site": "cross-site"},
    )

    assert response.status_code == 403
    assert "Plantet" not in response.text
    assert not UnsavedText.objects.exists()


def test_hidden_fields_stay_hidden_on_the_page_that_comes_back(draft, anna, today):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    fields = typed(client, draft, Section.CHALLENGE, challenge="kort") | {"seen": '{"challenge": "' + "a" * 60 + '"}'}

    response = client.post(address(draft, Section.CHALLENGE), fields, headers={"Sec-Fetch-Site": "same-origin"})

    assert "<textarea" not in response.text
    assert fields_of(response, "kp-typed")["seen"] == [fields["seen"]]


def test_another_who_signed_in_meanwhile_sees_nothing_of_it(draft, complete, anna, member, today):
    client = Client(enforce_csrf_checks=False)
    client.force_login(anna)
    fields = typed(
        client, complete, Section.CHALLENGE, challenge="Annas hemmelige tekst, som er lang nok til at blive vist"
    )
    client.force_login(member)
    client.handler.enforce_csrf_checks = True

    response = client.post(
        address(complete, Section.CHALLENGE),
        fields | {"csrfmiddlewaretoken": "x" * 64},
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    assert response.status_code == 409
    assert "hemmelige" not in response.text
    assert UnsavedText.objects.get().person == anna
