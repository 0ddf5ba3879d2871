"""What the team's list asks for stands in an index: parts of names and references (trigrams), and the order of arrival."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("areas", "0002_municipalities")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="expressionofinterest",
            index=models.Index(
                "programme", F("submitted_at").desc(nulls_last=True), F("id").desc(), name="expression_by_sent"
            ),
        ),
        migrations.AddIndex(
            model_name="expressionofinterest",
            index=GinIndex(OpClass("reference", name="gin_trgm_ops"), name="expression_reference_search"),
        ),
        migrations.AddIndex(
            model_name="localarea",
            index=GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="area_name_search"),
        ),
    ]
