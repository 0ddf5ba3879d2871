"""The culture team's admin: Django's own, in Danish, with an index that is an overview."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class TeamSite(admin.AdminSite):
    site_header = _("Kulturpunkt – kulturteamet")
    site_title = _("Kulturteamet")
    index_title = _("Overblik")
    enable_nav_sidebar = False
