"""A real OpenID Connect provider beside the test, and the site's own settings for it."""

import copy
import json
import os
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings as site

NAME = "MitID"
# What this broker says of people. `sub` is its own name for each.
PEOPLE = [
    {"sub": "anna", "email": "Anna@eksempel.dk", "email_verified": True, "name": "Anna H."},
    {"sub": "bo", "email": "bo@eksempel.dk", "email_verified": True, "name": "Bo Lund"},
    {"sub": "ny", "email": "ny@eksempel.dk", "email_verified": True, "name": " Ny   Person ", "cpr": "0101010101"},
    {"sub": "nyere", "email": "nyere@eksempel.dk", "email_verified": True},
    {"sub": "tyv", "email": "anna@eksempel.dk", "email_verified": False, "name": "En Tyv"},
    {"sub": "tyv-i-ord", "email": "anna@eksempel.dk", "email_verified": "false", "name": "En Tyv"},
    {"sub": "uden-mail", "name": "Uden Mail"},
    {"sub": "lukket", "email": "lukket@eksempel.dk", "email_verified": True},
]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="session")
def issuer():
    """The address of the provider's process."""
    port = free_port()
    claims = [part for person in PEOPLE for part in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=5).raise_for_status()
                break
            except requests.RequestException:
                assert process.poll() is None, "the provider did not start"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def broker_settings(issuer) -> dict:
    """What our settings make of OIDC_ISSUER and the rest, read in a process that has them."""
    env = os.environ | {"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": "kulturpunkt", "OIDC_CLIENT_SECRET": "hemmeligt"}
    names = ["SOCIALACCOUNT_PROVIDERS", "OIDC_NAME", "SECURE_CSP"]
    code = (
        "import json; from kulturpunkt import settings; "
        f"print(json.dumps({{n: getattr(settings, n) for n in {names}}}, default=str))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=env, cwd=site.BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def broker(settings, broker_settings, issuer) -> str:
    """The site as it is with a broker configured; the broker's address."""
    for name, value in copy.deepcopy(broker_settings).items():  # a test may change them
        setattr(settings, name, value)
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 30  # the provider shares a busy machine with all other tests
    return issuer


def agree(address: str, sub: str) -> str:
    """Does at the provider's page what a person does there; the path that it sends the browser back to."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"
