"""The verbs: each locks, checks, writes, tells the history and queues its messages in one transaction."""

from areas.questions import NotOpen

from .acting import act_for, stop_acting, stop_those_that_ran_out
from .answering import Asked, NotLater, close_questions, end_extension, extend, send_back
from .attachments import MOST_FILES, Full, attach, detach, retitle
from .dialogue import AlreadyBegun, ClosedPlace, edit_dialogue, follow_up, invite_to_apply, log_dialogue
from .draft import SameName, Saved, change, save_section, start, start_again, start_for, type_in
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
from .joining import ask_to_join
from .municipal import add_municipal_contact, end_municipal_contact
from .sending import Changed, DeadlinePassed, NotReady, Sent, reopen, submit, withdraw

__all__ = [
    "MOST_FILES",
    "AlreadyBegun",
    "AlreadyInGroup",
    "AlreadyThere",
    "Asked",
    "Changed",
    "Closed",
    "ClosedPlace",
    "ContactChanged",
    "ContactOfTeam",
    "DeadlinePassed",
    "Full",
    "NotLater",
    "NotOpen",
    "NotReady",
    "SameName",
    "Saved",
    "Sent",
    "TooManyInvitations",
    "TooSoon",
    "accept",
    "act_for",
    "add_member",
    "add_municipal_contact",
    "ask_to_join",
    "attach",
    "change",
    "close_questions",
    "decline",
    "detach",
    "edit_dialogue",
    "end_extension",
    "end_membership",
    "end_municipal_contact",
    "enter",
    "enter_member",
    "extend",
    "follow_up",
    "hand_over",
    "invite",
    "invite_to_apply",
    "leave",
    "log_dialogue",
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
