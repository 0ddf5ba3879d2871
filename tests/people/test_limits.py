"""How often: with a wait that is said, for every address alike, and with nobody locked out for good."""

import socket
import threading

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from people import limits

from .signing import ask, mails, user_in, walk_in

pytestmark = pytest.mark.django_db


def ask_from(net: str, email: str, client: Client | None = None):
    return ask(client or Client(), email, REMOTE_ADDR=net)


@pytest.mark.parametrize("email", ["anna@eksempel.dk", "ukendt@eksempel.dk"])
def test_the_sixth_code_in_ten_minutes_has_to_wait_and_the_page_says_how_long(anna, email):
    with time_machine.travel("2025-04-22 10:03:00+02:00", tick=False):
        answers = [ask_from("10.0.0.1", email) for _ in range(6)]

    assert [a.status_code for a in answers] == [302] * 5 + [429]
    assert "Vent 7 minutter, og prøv så igen." in answers[-1].content.decode()
    assert answers[-1].headers["Retry-After"] == str(7 * 60)
    assert f'value="{email}"' in answers[-1].content.decode()
    assert mails(email).count() == 5


def test_after_the_wait_there_is_room_again(anna):
    with time_machine.travel("2025-04-22 10:03:00+02:00", tick=False) as clock:
        for _ in range(6):
            ask_from("10.0.0.1", anna.email)
        clock.shift(7 * 60)

        assert ask_from("10.0.0.1", anna.email).status_code == 302


def test_somebody_elsewhere_who_asks_for_her_codes_does_not_stop_anna(anna):
    for _ in range(6):
        ask_from("10.0.0.66", anna.email)

    assert ask_from("10.0.0.1", anna.email).status_code == 302


def test_many_elsewhere_can_neither_fill_her_mailbox_nor_lock_out_the_browser_she_uses(anna):
    mine = Client(REMOTE_ADDR="10.0.0.1")
    walk_in(mine, anna.email)
    mine.post(reverse("account_logout"))
    for net in range(10, 20):
        for _ in range(5):
            ask_from(f"10.0.1.{net}", anna.email)

    assert mails(anna.email).count() <= limits.ASK_FOR_ADDRESS.amount + 1
    assert ask_from("10.0.0.2", anna.email).status_code == 429  # a browser she never used
    walk_in(mine, anna.email)
    assert user_in(mine) == anna.pk


def test_the_mark_of_a_known_browser_opens_nothing_for_another_address(anna, carla):
    mine = Client()
    walk_in(mine, anna.email)
    mine.post(reverse("account_logout"))
    request = mine.get(reverse("account_login")).wsgi_request

    assert limits.is_known(request, anna.email)
    assert not limits.is_known(request, carla.email)
    assert anna.email not in mine.cookies[limits.KNOWN_COOKIE].value


def test_a_course_evening_behind_one_address_on_the_net_gets_in(db):
    answers = [ask_from("10.0.0.1", f"deltager{n}@eksempel.dk").status_code for n in range(60)]

    assert set(answers) == {302}


def test_one_place_cannot_ask_for_everybodys_codes(db):
    answers = [ask_from("10.0.0.1", f"offer{n}@eksempel.dk").status_code for n in range(limits.ASK_FROM_NET.amount + 1)]

    assert answers[-1] == 429
    assert answers[-2] == 302


def test_a_new_code_counts_like_a_first_one(client, anna):
    for _ in range(5):
        ask(client, anna.email)

    answer = client.post(reverse("account_confirm_login_code"), {"action": "resend"}, follow=True)

    assert "Vent" in answer.content.decode()
    assert mails(anna.email).count() == 5


@pytest.fixture
def _redis_away(settings, tmp_path):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": f"unix://{tmp_path}/nobody.sock"}}


@pytest.mark.usefixtures("_redis_away")
def test_with_redis_away_people_still_get_in_and_the_limits_still_hold(client, anna):
    walk_in(client, anna.email)
    answers = [ask_from("10.0.0.1", anna.email).status_code for _ in range(6)]

    assert user_in(client) == anna.pk
    assert answers == [302] * 5 + [429]


@pytest.fixture
def silent_server():
    """Takes connections and never answers: a Redis that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []
        threading.Thread(target=lambda: [held.append(server.accept()) for _ in range(50)], daemon=True).start()
        yield server.getsockname()[1]
        for connection, _ in held:
            connection.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_redis_that_hangs_costs_one_time_out_and_not_one_per_question(settings, silent_server):
    import time

    location = f"redis://127.0.0.1:{silent_server}/0"
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": location}}
    began = time.monotonic()
    cache.set("a", 1)
    for _ in range(20):
        assert cache.get("a") == 1
    took = time.monotonic() - began

    assert 0.3 < took < 2


@pytest.mark.usefixtures("_redis_away")
def test_without_redis_the_cache_answers_as_a_cache(db):
    assert cache.add("n", 0) is True
    assert cache.add("n", 0) is False
    assert cache.incr("n") == 1
    assert cache.get_many(["n", "m"]) == {"n": 1}
    assert cache.has_key("n")
    cache.set_many({"a": 1, "b": 2})
    cache.delete_many(["a", "b"])
    assert cache.get("a", "none") == "none"
    assert cache.touch("n") is True
    assert cache.delete("n") is True
    cache.clear()
    with pytest.raises(ValueError, match="not found"):
        cache.incr("n")


def test_redis_is_asked_again_after_a_while(settings, db):
    from kulturpunkt import cache as ours

    assert cache.add("x", 1)
    ours._away_until[str(settings.CACHES["default"]["LOCATION"])] = ours.time.monotonic() + 100
    assert cache.get("x") is None
    ours._away_until.clear()

    assert cache.get("x") == 1
