"""Brings the demonstration's database and data up to date, in one process: Django starts once for both."""

import os

import django
from django.core.management import call_command

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "kulturpunkt.settings"
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("demo")
