"""The verbs: each locks, checks, writes, tells the history and queues its messages in one transaction."""

from areas.questions import NotOpen

from .acting import act_for, stop_acting, stop_those_that_ran_out
from .answering import Asked, NotLater, end_extension, extend, send_back
from .attachments import MOST_FILES, Full, attach, detach, retitle
from .draft import Saved, change, save_section, start, start_again, start_for, type_in
from .entry import AlreadyThere, ContactOfTeam, enter, enter_member, register
from .group import add_member, end_membership, leave, set_phone
from .handover import ContactChanged, hand_over
from .invitations import (
    AlreadyInGroup,
    Closed,
    TooManyInvitations,
    TooSoon,
    accept,
    decline,
    invite,
    send_again,
    withdraw_invitation,
)
from .sending import Changed, DeadlinePassed, NotReady, Sent, reopen, submit, withdraw

__all__ = [
    "MOST_FILES",
    "AlreadyInGroup",
    "AlreadyThere",
    "Asked",
    "Changed",
    "Closed",
    "ContactChanged",
    "ContactOfTeam",
    "DeadlinePassed",
    "Full",
    "NotLater",
    "NotOpen",
    "NotReady",
    "Saved",
    "Sent",
    "TooManyInvitations",
    "TooSoon",
    "accept",
    "act_for",
    "add_member",
    "attach",
    "change",
    "decline",
    "detach",
    "end_extension",
    "end_membership",
    "enter",
    "enter_member",
    "extend",
    "hand_over",
    "invite",
    "leave",
    "register",
    "reopen",
    "retitle",
    "save_section",
    "send_again",
    "send_back",
    "set_phone",
    "start",
    "start_again",
    "start_for",
    "stop_acting",
    "stop_those_that_ran_out",
    "submit",
    "type_in",
    "withdraw",
    "withdraw_invitation",
]
