"""The site's web as it would be if nobody stood in line: what the control runs are asked of."""

import time

from kulturpunkt.wsgi import application
from programme import workflow

__all__ = ["application"]


def read_only(subject):
    row = type(subject)._base_manager.get(pk=subject.pk)
    time.sleep(0.2)  # whoever comes in the same moment has read before anybody writes
    return row


workflow.lock = read_only
