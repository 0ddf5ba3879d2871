"""`python -m dev.prepare FILE`: the demonstration's database and data, up to date; what there is to tell goes to FILE.

One process for both, since each would start Django anew.
"""

import os
import sys

import django
from django.core.management import call_command

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "kulturpunkt.settings"
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    with open(sys.argv[1], "w") as told:
        call_command("demo", stdout=told)
