"""PostgreSQL, Valkey and the mail catcher, really started, in folders of the test's own."""

import imaplib
import os
import shutil
import smtplib
import socket
import subprocess
import tempfile
import urllib.request
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from dev import services
from dev.services import Place
from dev.supervisor import Supervisor


@pytest.fixture(scope="module")
def folder():
    """A short name that PostgreSQL's own user can reach; pytest's tmp_path is neither. One cluster serves all tests."""
    path = Path(tempfile.mkdtemp(prefix="kp-dev-", dir="/tmp"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def house(folder):
    with Supervisor(folder / "log") as house:
        yield house


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "MAIL_URL"):
        monkeypatch.delenv(name, raising=False)


def place(folder: Path, *, durable: bool = False) -> Place:
    return Place(data=folder, run=services.socket_folder(folder / "run"), durable=durable)


def processes_in(folder: Path) -> list[str]:
    found = subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, text=True).stdout.splitlines()
    return [line for line in found if str(folder) in line]


def rows(url: str, query: str) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query).fetchall()


def test_a_short_folder_is_used_as_it_is_and_emptied(folder):
    (folder / "run").mkdir()
    (folder / "run/left.sock").touch()

    assert services.socket_folder(folder / "run") == folder / "run"
    assert list((folder / "run").iterdir()) == []


@pytest.mark.parametrize("name", ["x" * 90, "with space", "blåbærgrød", "per%cent"])
def test_a_path_no_socket_or_url_can_bear_is_replaced_by_a_short_one(folder, name):
    short = services.socket_folder(folder / name)

    assert len(f"{short}{services.LONGEST_SOCKET}") <= services.SOCKET_PATH_LIMIT
    assert str(short).startswith("/tmp/kp-")
    short.rmdir()


def test_the_longest_folder_that_is_kept_still_holds_the_socket(folder):
    longest = services.SOCKET_PATH_LIMIT - len(services.LONGEST_SOCKET) - len(str(folder)) - 1
    run = services.socket_folder(folder / ("x" * longest))

    assert run.parent == folder
    (run / "postgres").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{run}{services.LONGEST_SOCKET}")


def test_ports_are_free_different_and_the_wished_one_when_it_can_be_had():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        first, second, third = services.free_ports(port, 0, 0)

    assert len({first, second, third, port}) == 4
    assert services.free_ports(port) == [port]


def test_the_stores_stand_in_a_url_each_and_leave_nothing_behind(folder):
    with Supervisor(folder / "log") as house:
        env = services.start_stores(house, place(folder))

        assert rows(env["DATABASE_URL"], "SELECT current_database(), current_user") == [("kulturpunkt", "kp")]
        assert redis.Redis.from_url(env["REDIS_URL"]).ping()
        assert len(processes_in(folder)) >= 2

    assert processes_in(folder) == []


def test_the_role_of_the_site_is_no_superuser_but_may_make_test_databases(folder, house):
    url = services.start_stores(house, place(folder))["DATABASE_URL"]

    role = rows(url, "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user")

    assert role == [(False, True, False)]


def test_danish_order_and_case_do_not_hang_on_the_system(folder, house):
    url = services.start_stores(house, place(folder))["DATABASE_URL"]

    with psycopg.connect(url) as connection:
        connection.execute("CREATE COLLATION da (provider = libc, locale = 'da_DK.UTF-8')")
        words = ["Ås", "Zoo", "Ølgod", "Abe", "Aalborg", "Ærø"]
        query = "SELECT array_agg(w ORDER BY w COLLATE da) FROM unnest(%s::text[]) AS w"
        ordered = connection.execute(query, [words]).fetchone()
        upper = connection.execute("SELECT upper('æøå'), 'ÆBLE' ILIKE 'æble'").fetchone()

    assert ordered == (["Abe", "Zoo", "Ærø", "Ølgod", "Aalborg", "Ås"],)
    assert upper == ("ÆØÅ", True)


def test_data_survive_a_second_start_and_are_written_through_where_they_are_to_last(folder):
    with Supervisor(folder / "log") as house:
        url = services.start_stores(house, place(folder, durable=True))["DATABASE_URL"]
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    with Supervisor(folder / "log") as house:
        url = services.start_stores(house, place(folder, durable=True))["DATABASE_URL"]
        kept, fsync = rows(url, "SELECT answer FROM kept"), rows(url, "SHOW fsync")

    assert kept == [(42,)]
    assert fsync == [("on",)]


def test_what_is_thrown_away_is_fast_and_counts_rows(folder, house):
    url = services.start_stores(house, place(folder))["DATABASE_URL"]

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
    counters = rows(url.replace("/kulturpunkt", "/another"), "SELECT pg_stat_statements_reset() IS NOT NULL")

    assert counters == [(True,)]
    assert rows(url, "SHOW fsync") == [("off",)]


@pytest.mark.parametrize("belongs_to", ["a living stranger", "nobody"])
def test_a_pid_file_left_by_a_crash_does_not_stop_a_start(folder, house, belongs_to):
    stranger = os.getpid() if belongs_to == "a living stranger" else 2**22 - 3
    data = folder / "postgres"
    (data / "postmaster.pid").write_text(f"{stranger}\n{data}\n1700000000\n5432\n\n\n")

    url = services.start_stores(house, place(folder))["DATABASE_URL"]

    assert rows(url, "SELECT 1") == [(1,)]


def test_a_postgres_left_running_by_a_crash_is_ended_first(folder, house):
    with Supervisor(folder / "log") as crashed:
        services.start_stores(crashed, place(folder))
        left = crashed.children[0].process

        url = services.start_stores(house, place(folder))["DATABASE_URL"]

        assert left.wait(5) == 0
        assert rows(url, "SELECT 1") == [(1,)]


def test_services_the_environment_names_are_used_and_none_is_started(folder, house, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/kulturpunkt")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")

    env = services.start_stores(house, place(folder))

    assert house.children == []
    assert env == {
        "DATABASE_URL": "postgresql://db.example/kulturpunkt",
        "REDIS_URL": "redis://cache.example/0",
    }


def test_the_mail_catcher_takes_mail_shows_it_and_knows_its_message_id(house):
    mail = EmailMessage()
    mail["From"], mail["To"] = "kulturpunkt@eksempel.dk", "Åse <aase@eksempel.dk>"
    mail["Subject"], mail["Message-ID"] = "Påmindelse", "<paamindelse-7@kulturpunkt>"
    mail.set_content("Kære Åse\n")
    catcher, env = services.start_mail_catcher(house)
    house.wait_until_ready(catcher)
    smtp, imap = urlsplit(env["MAIL_URL"]), urlsplit(env["MAIL_LOOKUP_URL"])

    with smtplib.SMTP(smtp.hostname, smtp.port) as connection:
        connection.send_message(mail)

    with imaplib.IMAP4(imap.hostname, imap.port) as mailbox:
        mailbox.login(imap.username, imap.password)
        mailbox.select("INBOX", readonly=True)
        assert mailbox.search(None, "HEADER", "Message-ID", '"<paamindelse-7@kulturpunkt>"') == ("OK", [b"1"])
        assert mailbox.search(None, "HEADER", "Message-ID", '"<paamindelse-8@kulturpunkt>"') == ("OK", [b""])
    with urllib.request.urlopen(env["MAIL_INBOX_URL"]) as page:
        assert page.status == 200
