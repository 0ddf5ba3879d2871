"""The team's outbox, without the mail of the cases that are closed to its reader."""

from django.contrib import admin
from django.db.models import QuerySet

from notices.admin import MessageAdmin
from notices.models import Message
from people.models import User

from . import closed


@admin.register(Message)
class OutboxAdmin(MessageAdmin):
    def messages_for(self, user: User) -> QuerySet[Message]:
        return closed.messages_for(user).order_by(*self.ordering)
