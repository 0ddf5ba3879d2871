"""That the tests of pages can fail: axe finds what is wrong, and the policy is in force."""

import pytest

from tests.browser import axe_violations

pytestmark = [pytest.mark.urls("tests.dkfds.gallery"), pytest.mark.django_db]


def test_axe_and_the_policy_find_what_is_wrong(page_at, csp_violations):
    page = page_at(390)

    page.goto("/forkert/")

    assert [found for found in axe_violations(page) if found.startswith("image-alt")]
    assert len(csp_violations) == 1
    csp_violations.clear()
