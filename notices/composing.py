"""From a queued message to the letter that leaves: facts, templates, addresses, attachments."""

import datetime as dt

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.urls import reverse
from django.utils import translation

from documents import papers, store
from programme import calendar

from . import mime, rendering, unsubscribing
from .models import Message
from .reminders import letter
from .reminders.standing import Due
from .states import Wish


class BadAddress(Exception):
    """No mail server would take a mail for this address."""


class NotYet(Exception):
    """The paper that goes along could not be made; it may be, later."""


def compose(message: Message, *, now: dt.datetime) -> mime.Letter:
    """Renders the message; leaves in it what is going to be sent: address, name, copies, subject, text."""
    return _compose(message, message.context, now=now)


def compose_reminder(message: Message, dues: list[Due], *, now: dt.datetime) -> mime.Letter:
    """As `compose`, for what is left to remind of. What it says is said as of the day it is sent."""
    message.cc = letter.copies(dues)
    with translation.override(message.language):
        facts = letter.facts(dues, calendar.day_of(now))
    unsubscribe = ""
    if message.to and letter.may_be_unwanted(dues):
        unsubscribe = unsubscribing.address(message.to.pk, Wish.EARLY_REMINDERS)
    facts["preferences"] = settings.SITE_URL + reverse("notice_preferences")
    return _compose(message, facts, now=now, unsubscribe=unsubscribe)


def _compose(message: Message, facts: dict, *, now: dt.datetime, unsubscribe: str = "") -> mime.Letter:
    if message.to:
        # The address of today: they may have changed it since.
        message.address, message.name = message.to.email, message.to.name
    facts = facts | {
        "name": mime.clean(message.name)[: mime.NAME_LENGTH],
        "site": settings.SITE_URL,
        "sent_on": calendar.day_of(now),
        "unsubscribe": unsubscribe,
    }
    rendered = rendering.render(message.kind, facts, language=message.language)
    message.name, message.subject, message.text = facts["name"], rendered.subject, rendered.text
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
