"""More come than can be served: the last are told at once, with what they typed, and nobody is lost."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from kulturpunkt.middleware import CrowdMiddleware

INSIDE = CrowdMiddleware.AT_ONCE + CrowdMiddleware.WAITING


class Slow:
    """A view that goes on when it is told to, and knows how many were in it at once."""

    def __init__(self):
        self.go_on, self.entered = threading.Event(), threading.Semaphore(0)
        self.now = self.most = 0
        self._lock = threading.Lock()

    def __call__(self, request) -> HttpResponse:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.entered.release()
        assert self.go_on.wait(30)
        with self._lock:
            self.now -= 1
        return HttpResponse("ok")


def post(text: str):
    path, form = "/interesseerklaering/x/ide/", "application/x-www-form-urlencoded"
    request = RequestFactory().post(path, urlencode({"idea": text}), content_type=form)
    request.arrived_at = timezone.now()
    return request


def test_who_comes_when_it_is_full_is_told_at_once_and_the_rest_are_served():
    view = Slow()
    crowd = CrowdMiddleware(view)
    with ThreadPoolExecutor(INSIDE + 1) as pool:
        waiting = [pool.submit(crowd, post(f"tekst {n}")) for n in range(INSIDE)]
        for _ in range(CrowdMiddleware.AT_ONCE):
            assert view.entered.acquire(timeout=30)
        while crowd._inside < INSIDE:
            pass

        refused = pool.submit(crowd, post("En tekst, der er længere end fyrre tegn, så den vises")).result(timeout=30)
        view.go_on.set()
        served = [each.result(timeout=30) for each in waiting]

    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "30"
    assert "En tekst, der er længere end fyrre tegn, så den vises" in refused.content.decode()
    assert [each.status_code for each in served] == [200] * INSIDE
    assert view.most == CrowdMiddleware.AT_ONCE


def test_after_a_view_that_failed_there_is_room_again():
    def fails(request):
        raise ZeroDivisionError

    crowd = CrowdMiddleware(fails)
    for _ in range(INSIDE + 1):
        with pytest.raises(ZeroDivisionError):
            crowd(post("x"))

    crowd.get_response = lambda request: HttpResponse("ok")

    assert crowd(post("x")).status_code == 200


class Tunnel(io.RawIOBase):
    """A line on which nothing more comes until it is told to."""

    def __init__(self):
        self.entered, self.out = threading.Semaphore(0), threading.Event()

    def read(self, *size) -> bytes:
        self.entered.release()
        assert self.out.wait(30)
        return b"idea=x"


def stuck(tunnel: Tunnel):
    request = post("x")
    request._stream = tunnel
    return request


def test_phones_in_a_tunnel_hold_nobody_up():
    tunnel, crowd = Tunnel(), CrowdMiddleware(lambda request: HttpResponse(request.POST["idea"]))
    with ThreadPoolExecutor(INSIDE + 1) as pool:
        phones = [pool.submit(crowd, stuck(tunnel)) for _ in range(INSIDE)]
        for _ in range(INSIDE):
            assert tunnel.entered.acquire(timeout=30)

        served = pool.submit(crowd, post("Anna")).result(timeout=30)
        tunnel.out.set()

    assert served.content.decode() == "Anna"
    assert [each.result().content.decode() for each in phones] == ["x"] * INSIDE


def test_a_line_that_breaks_leaves_its_place():
    class Broken(io.RawIOBase):
        def read(self, *size) -> bytes:
            raise OSError("connection reset")

    crowd = CrowdMiddleware(lambda request: HttpResponse("ok"))

    assert [crowd(stuck(Broken())).status_code for _ in range(INSIDE + 1)] == [400] * (INSIDE + 1)
    assert crowd(post("x")).status_code == 200
