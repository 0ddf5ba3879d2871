"""Another area's page and one that does not exist are the same 404, byte for byte but for the address."""

import re
import uuid

import pytest
from django.urls import reverse

from areas.completeness import Section
from tests import factories

ID = uuid.UUID(int=9)
PAGES = [
    ("expression", []),
    *(("expression_section", [section.value]) for section in Section),
    ("expression_check", []),
    ("expression_send", []),
    ("expression_receipt", []),
    ("expression_receipt_pdf", []),
    ("expression_earlier_receipt_pdf", [1]),
    ("expression_reopen", []),
    ("expression_withdraw", []),
    ("expression_start_again", []),
    ("expression_attachment", [ID]),
    ("expression_attachment_remove", [ID]),
    ("expression_member_remove", [ID]),
]


@pytest.mark.parametrize(("name", "more"), PAGES, ids=lambda value: str(value))
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_anothers_and_a_missing_one_look_the_same(as_carla, submitted, name, more, method):
    missing = uuid.UUID(int=10)

    theirs = getattr(as_carla, method)(reverse(name, args=[submitted.uid, *more]))
    nothing = getattr(as_carla, method)(reverse(name, args=[missing, *more]))

    assert theirs.status_code == nothing.status_code
    assert theirs.status_code in (404, 405)
    assert _plain(theirs, submitted.uid) == _plain(nothing, missing)


def _plain(response, uid) -> str:
    """Without the address, and without the token that is another on every page."""
    return re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", response.text.replace(str(uid), ""))


@pytest.mark.parametrize(("name", "more"), PAGES, ids=lambda value: str(value))
def test_who_is_signed_out_is_asked_to_sign_in(client, submitted, name, more):
    path = reverse(name, args=[submitted.uid, *more])

    response = client.post(path)

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_who_left_the_group_sees_nothing_any_more(submitted, client, today):
    from areas import actions

    membership = submitted.area.memberships.get(role="member")
    actions.end_membership(submitted, membership, by=submitted.created_by, at=factories.BEFORE_THE_DEADLINE)
    client.force_login(membership.person)

    assert client.get(submitted.get_absolute_url()).status_code == 404
    assert client.get(reverse("expression_receipt_pdf", args=[submitted.uid])).status_code == 404
