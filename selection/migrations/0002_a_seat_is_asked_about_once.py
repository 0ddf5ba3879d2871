# Seats are asked about when they are given alone, and that a decision was released is a stamp that is kept.

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0011_sent_is_kept'),
        ('programme', '0003_selection'),
        ('selection', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='decision',
            name='decision_within_places',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='placement',
            name='placement_within_places',
        ),
        migrations.RemoveConstraint(
            model_name='decision',
            name='decision_released_stamp',
        ),
        migrations.RemoveConstraint(
            model_name='decision',
            name='decision_released_pair',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='decision_within_places', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.seat IS NOT NULL)', func="\n            IF NEW.seat > (SELECT places FROM programme_programme WHERE id = NEW.programme_id FOR SHARE) THEN\n                RAISE EXCEPTION 'seat % is more than the programme has', NEW.seat\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_within_places';\n            END IF;\n            RETURN NEW;\n        ", hash='89e14d6c37592e386c28cf6678106f45f0aa48fc', operation='INSERT OR UPDATE OF "seat"', pgid='pgtrigger_decision_within_places_202ac', table='selection_decision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='placement_within_places', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.seat IS NOT NULL)', func="\n            IF NEW.seat > (SELECT places FROM programme_programme WHERE id = (SELECT programme_id FROM selection_composition WHERE id = NEW.composition_id) FOR SHARE) THEN\n                RAISE EXCEPTION 'seat % is more than the programme has', NEW.seat\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_within_places';\n            END IF;\n            RETURN NEW;\n        ", hash='0c21d6c0846e3d8c739f0e4616cb71295f5565de', operation='INSERT OR UPDATE OF "seat"', pgid='pgtrigger_placement_within_places_c2f54', table='selection_placement', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['released', 'over']), ('released_at__isnull', False), ('released_by__isnull', False)), models.Q(models.Q(('state__in', ['released', 'over']), _negated=True), ('released_at__isnull', True), ('released_by__isnull', True)), _connector='OR'), name='decision_released_stamp'),
        ),
    ]
