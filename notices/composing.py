"""From a queued message to the letter that leaves: facts, templates, addresses, attachments."""

import datetime as dt
from collections.abc import Callable, Generator
from functools import cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.urls import reverse
from django.utils import translation

from documents import papers, store
from programme import calendar

from . import frames, mime, rendering, unsubscribing
from .models import Message
from .reminders import letter
from .reminders.standing import Due
from .states import Wish

# Each yields between its parts, so that something else may be seen to, and returns the letter.
Steps = Generator[None, None, mime.Letter]


class BadAddress(Exception):
    """No mail server would take a mail for this address."""


class NotYet(Exception):
    """The paper that goes along could not be made; it may be, later."""


def compose(message: Message, *, now: dt.datetime) -> Steps:
    """Renders the message; leaves in it what is going to be sent: address, name, copies, subject, text."""
    return (yield from _compose(message, message.context, rendering.render, now=now))


def compose_reminder(message: Message, dues: list[Due], *, now: dt.datetime) -> Steps:
    """As `compose`, for what is left to remind of. What it says is said as of the day it is sent."""
    message.cc = letter.copies(dues)
    with translation.override(message.language):
        facts = letter.facts(dues, calendar.day_of(now), message.language)
    unsubscribe = ""
    if message.to and letter.may_be_unwanted(dues):
        unsubscribe = unsubscribing.address(message.to.pk, Wish.EARLY_REMINDERS)
    facts["preferences"] = _preferences()
    yield
    return (yield from _compose(message, facts, frames.render, now=now, unsubscribe=unsubscribe))


@cache
def _preferences() -> str:
    return settings.SITE_URL + reverse("notice_preferences")


def _compose(message: Message, facts: dict, render: Callable, *, now: dt.datetime, unsubscribe: str = "") -> Steps:
    if message.to:
        # The address of today: they may have changed it since.
        message.address, message.name = message.to.email, message.to.name
    facts = facts | {
        "name": mime.clean(message.name)[: mime.NAME_LENGTH],
        "site": settings.SITE_URL,
        "sent_on": calendar.day_of(now),
        "unsubscribe": unsubscribe,
    }
    rendered = render(message.kind, facts, language=message.language)
    message.name, message.subject, message.text = facts["name"], rendered.subject, rendered.text
    yield
    attachments = _attachments(message, now)
    try:
        return mime.build(
            sender=settings.DEFAULT_FROM_EMAIL,
            to=(message.name, message.address),
            cc=message.cc,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=message.message_id,
            date=now,
            language=message.language,
            unsubscribe=unsubscribe,
            attachments=attachments,
        )
    except ValueError as error:
        raise BadAddress(str(error)) from error


def _attachments(message: Message, now: dt.datetime) -> list[mime.Attachment]:
    """The message's paper, made here if no worker has come to it."""
    if message.paper is None:
        return []
    try:
        paper = papers.make(message.paper, now=now)
        with store.open_file(paper.sha256) as file:
            return [mime.Attachment(paper.name, paper.content_type, file.read())]
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:
        raise NotYet(f"{type(error).__name__}: {error}") from error
