"""The eleven municipalities of North Jutland: official number, name, and the seat as a point on the map."""

from decimal import Decimal

from django.db import migrations

MUNICIPALITIES = [
    (851, "Aalborg", "57.04880", "9.92170"),
    (810, "Brønderslev", "57.27020", "9.94100"),
    (813, "Frederikshavn", "57.44070", "10.53660"),
    (860, "Hjørring", "57.46420", "9.98230"),
    (849, "Jammerbugt", "57.15930", "9.73360"),
    (825, "Læsø", "57.27130", "10.99860"),
    (846, "Mariagerfjord", "56.63830", "9.79010"),
    (773, "Morsø", "56.79490", "8.85820"),
    (840, "Rebild", "56.88970", "9.83610"),
    (787, "Thisted", "56.95530", "8.69490"),
    (820, "Vesthimmerlands", "56.79920", "9.51350"),
]


def load(apps, schema_editor):
    Municipality = apps.get_model("areas", "Municipality")
    for code, name, latitude, longitude in MUNICIPALITIES:
        Municipality.objects.update_or_create(
            code=code, defaults={"name": name, "latitude": Decimal(latitude), "longitude": Decimal(longitude)}
        )


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
