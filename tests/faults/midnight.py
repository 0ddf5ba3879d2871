"""The site's web with a clock that can be set: the file CLOCK says "<real time> <ISO moment>", and it is as if it had
been that moment then. Until there is such a file, it is as late as it is."""

import datetime as dt
import os
import threading
import time
from pathlib import Path

import time_machine

from kulturpunkt.wsgi import application as site

_file, _guard = Path(os.environ["CLOCK"]), threading.Lock()
_said, _travels = "", None


def application(environ, start_response):
    with _guard:
        _set_clock()
    return site(environ, start_response)


def _set_clock() -> None:
    global _said, _travels
    said = _file.read_text() if _file.exists() else ""
    if said == _said:
        return
    if _travels:
        _travels.stop()
    then, moment = said.split()
    gone_by = dt.timedelta(seconds=time.time() - float(then))
    _travels = time_machine.travel(dt.datetime.fromisoformat(moment) + gone_by)
    _travels.start()
    _said = said
