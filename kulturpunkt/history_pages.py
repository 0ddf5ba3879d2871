"""What was done in every case, without the cases that are closed to its reader."""

from django.contrib import admin
from django.db.models import QuerySet

from programme.admin import HistoryAdmin
from programme.models import HistoryEntry

from . import closed


@admin.register(HistoryEntry)
class OpenHistoryAdmin(HistoryAdmin):
    def history_for(self, user) -> QuerySet[HistoryEntry]:
        return closed.history_for(user)
