"""The verbs: each locks, checks, writes, tells the history and queues its messages in one transaction."""

from .attachments import MOST_FILES, Full, attach, detach, retitle
from .draft import Saved, change, save_section, start, start_again, start_for, type_in
from .group import add_member, end_membership, set_phone
from .sending import Changed, DeadlinePassed, NotReady, Sent, reopen, submit, withdraw

__all__ = [
    "MOST_FILES",
    "Changed",
    "DeadlinePassed",
    "Full",
    "NotReady",
    "Saved",
    "Sent",
    "add_member",
    "attach",
    "change",
    "detach",
    "end_membership",
    "reopen",
    "retitle",
    "save_section",
    "set_phone",
    "start",
    "start_again",
    "start_for",
    "submit",
    "type_in",
    "withdraw",
]
