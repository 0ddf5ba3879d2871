"""A web worker dies (kill -9) somewhere in the middle of sending: nothing is stored and the text still in the draft, or
all is stored once; and whoever presses again gets the receipt. Real processes, real PostgreSQL."""

import json
import os
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

# Sends as a web worker does, in one process after the other; each kills itself one statement later than the one before,
# the last but one just before the commit, and the last just after it, before a worker is told. What is stored then?
WORKERS = """
import json, os, signal, sys
import django
django.setup()
from django.db import connection, transaction
from areas import actions
from areas.models import ExpressionOfInterest
from programme import tasking
from tests import factories
from tests.areas.test_killed_while_sending import stored

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def send(fatal):
    said = 0

    def one_more(execute, sql, params, many, context):
        nonlocal said
        said += 1
        return die() if said == fatal else execute(sql, params, many, context)

    if fatal == "commit":
        connection.commit = die
    tasking.publish = die
    mine = ExpressionOfInterest.objects.with_programme().get(pk=sys.argv[1])
    by = mine.created_by
    with connection.execute_wrapper(one_more):
        actions.submit(mine, by=by, arrived_at=factories.BEFORE_THE_DEADLINE, version=mine.version)

def after(fatal):
    connection.close()
    worker = os.fork()
    if not worker:
        send(fatal)
        os._exit(0)
    assert os.waitpid(worker, 0)[1] == signal.SIGKILL
    return stored()

found = [after("commit")]
while found[-1] == found[0]:
    found.append(after(len(found)))
print(json.dumps(found))
"""
NOTHING, ALL = [0, 0, 0, 0], [1, 1, 2, 1]


def stored() -> list[int]:
    return [
        Submission.objects.count(),
        Paper.objects.count(),
        Message.objects.filter(kind="expression-received").count(),
        HistoryEntry.objects.filter(verb="expression/submitted").count(),
    ]


def send_and_die_everywhere(expression: ExpressionOfInterest) -> list[list[int]]:
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    done = subprocess.run(
        [sys.executable, "-c", WORKERS, str(expression.pk)],
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "kulturpunkt.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_stored_or_all_of_it_once(transactional_db):
    made = factories.expression.complete(factories.anna())

    *killed_in_the_middle, killed_after_the_commit = send_and_die_everywhere(made)

    assert len(killed_in_the_middle) > 8  # statements, and the commit
    assert all(found == NOTHING for found in killed_in_the_middle)
    assert killed_after_the_commit == ALL
    made.refresh_from_db()
    assert made.challenge == "Vi vil samle byen"

    again = actions.submit(made, by=made.created_by, arrived_at=factories.BEFORE_THE_DEADLINE, version=made.version)

    assert (again.submission.number, again.again) == (1, True)
    assert stored() == ALL
