"""A web worker dies (kill -9) somewhere in the middle of sending: nothing is stored and the text still in the draft, or
all is stored once; and whoever presses again gets the receipt. Real processes, real PostgreSQL."""

import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection

from areas import actions
from areas.models import ExpressionOfInterest, Submission
from documents.models import Paper
from notices.models import Message
from programme.models import HistoryEntry
from tests import factories

# Sends as a web worker does, and kills itself before statement number `fatal` of it.
WORKER = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from areas import actions
from areas.models import ExpressionOfInterest
from tests import factories

fatal, said = int(sys.argv[2]), 0

def die(execute, sql, params, many, context):
    global said
    said += 1
    if said == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)

mine = ExpressionOfInterest.objects.with_programme().get(pk=sys.argv[1])
by = mine.created_by
with connection.execute_wrapper(die):
    actions.submit(mine, by=by, arrived_at=factories.BEFORE_THE_DEADLINE, version=mine.version)
os.kill(os.getpid(), signal.SIGKILL)
"""
AFTER_THE_COMMIT = 999


def send_and_die(expression: ExpressionOfInterest, *, fatal: int) -> None:
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(expression.pk), str(fatal)],
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "kulturpunkt.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def stored() -> tuple[int, int, int, int]:
    return (
        Submission.objects.count(),
        Paper.objects.count(),
        Message.objects.filter(kind="expression-received").count(),
        HistoryEntry.objects.filter(verb="expression/submitted").count(),
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fatal", [1, 3, 6, 9, AFTER_THE_COMMIT])
def test_nothing_is_stored_or_all_of_it_once(transactional_db, fatal):
    made = factories.expression.complete(factories.anna())

    send_and_die(made, fatal=fatal)

    assert stored() == ((1, 1, 2, 1) if fatal == AFTER_THE_COMMIT else (0, 0, 0, 0))
    made.refresh_from_db()
    assert made.challenge == "Vi vil samle byen"

    again = actions.submit(made, by=made.created_by, arrived_at=factories.BEFORE_THE_DEADLINE, version=made.version)

    assert again.submission.number == 1
    assert stored() == (1, 1, 2, 1)
