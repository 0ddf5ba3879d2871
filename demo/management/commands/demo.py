"""Loads the demonstration: the programme, the invented areas and people, all as they are today."""

import datetime as dt

from django.core.management import call_command
from django.core.management.base import BaseCommand

from areas.models import LocalArea
from demo import script, stage
from programme import calendar
from programme.models import Programme

WHO = (
    "Sign in as Bo Lund (the culture team), Anna Holm (contact person, Lyngklit), Carla Friis (contact person, "
    "Mølbækby), Grace Mensah (reads English, Bakkelyst), or any of the others."
)


class Command(BaseCommand):
    help = "Loads the demonstration's programme, areas and people, once; what is there already is kept."

    def handle(self, *args, **options) -> None:
        call_command("load_programme", verbosity=0)
        script.team()
        if LocalArea.objects.exists():
            self.stdout.write("The demonstration's data are there already and are kept.")
            self.stdout.write(WHO)
            return
        programme = Programme.objects.get(is_current=True)
        play = script.Play(programme)
        stage.live(play, first=dt.date(2025, 3, 1), until=calendar.now())
        self.stdout.write(f"Demonstration loaded: {LocalArea.objects.count()} invented areas as on {calendar.today()}.")
        self.stdout.write(WHO)
