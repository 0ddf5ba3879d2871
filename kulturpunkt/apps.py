from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class KulturpunktConfig(AppConfig):
    name = "kulturpunkt"


class TeamAdminConfig(admin_apps.AdminConfig):
    default = False  # INSTALLED_APPS names it
    default_site = "kulturpunkt.team.TeamSite"
