"""Files that lie with an expression."""

import datetime as dt

from django.db import transaction

from areas.completeness import Section
from areas.models import Attachment, ExpressionOfInterest
from areas.units import ATTACHMENTS
from documents.models import Document
from people.models import User

from .draft import change

MOST_FILES = 10


class Full(Exception):
    """There is room for no more files."""


@transaction.atomic
def attach(
    expression: ExpressionOfInterest, document: Document, *, title: str, by: User, at: dt.datetime
) -> Attachment:
    attachment = Attachment(expression=expression, document=document, title=title)

    def write(row: ExpressionOfInterest) -> None:
        if Attachment.objects.filter(expression=row, removed_at__isnull=True).count() >= MOST_FILES:
            raise Full
        attachment.save(force_insert=True)

    change(expression, write, by=by, at=at, section=Section.ATTACHMENTS, units=[ATTACHMENTS])
    return attachment


@transaction.atomic
def retitle(expression: ExpressionOfInterest, attachment: Attachment, *, title: str, by: User, at: dt.datetime) -> None:
    def write(row: ExpressionOfInterest) -> bool:
        mine = Attachment.objects.filter(pk=attachment.pk, expression=row, removed_at__isnull=True)
        return bool(mine.exclude(title=title).update(title=title))

    change(expression, write, by=by, at=at, section=Section.ATTACHMENTS, units=[ATTACHMENTS])


@transaction.atomic
def detach(expression: ExpressionOfInterest, attachment: Attachment, *, by: User, at: dt.datetime) -> None:
    """The file goes out of the expression; what was sent with it keeps it."""

    def write(row: ExpressionOfInterest) -> None:
        Attachment.objects.filter(pk=attachment.pk, expression=row, removed_at__isnull=True).update(
            removed_at=at, removed_by=by
        )

    change(expression, write, by=by, at=at, section=Section.ATTACHMENTS, units=[ATTACHMENTS])
