
import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
import programme.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('programme', '0001_danish_order'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CoreElement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(verbose_name='Nøgle')),
                ('position', models.PositiveSmallIntegerField(verbose_name='Rækkefølge')),
                ('title', models.CharField(max_length=120, verbose_name='Titel')),
                ('title_en', models.CharField(blank=True, max_length=120, verbose_name='Titel på engelsk')),
                ('description', models.CharField(max_length=300, verbose_name='Beskrivelse')),
                ('description_en', models.CharField(blank=True, max_length=300, verbose_name='Beskrivelse på engelsk')),
                ('question', models.CharField(max_length=300, verbose_name='Spørgsmål til området')),
                ('question_en', models.CharField(blank=True, max_length=300, verbose_name='Spørgsmål på engelsk')),
            ],
            options={
                'verbose_name': 'kerneelement',
                'verbose_name_plural': 'kerneelementer',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='CoreElementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.SlugField(db_index=False, verbose_name='Nøgle')),
                ('position', models.PositiveSmallIntegerField(verbose_name='Rækkefølge')),
                ('title', models.CharField(max_length=120, verbose_name='Titel')),
                ('title_en', models.CharField(blank=True, max_length=120, verbose_name='Titel på engelsk')),
                ('description', models.CharField(max_length=300, verbose_name='Beskrivelse')),
                ('description_en', models.CharField(blank=True, max_length=300, verbose_name='Beskrivelse på engelsk')),
                ('question', models.CharField(max_length=300, verbose_name='Spørgsmål til området')),
                ('question_en', models.CharField(blank=True, max_length=300, verbose_name='Spørgsmål på engelsk')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(verbose_name='Nøgle')),
                ('level', models.CharField(choices=[('strategy', 'strateginiveau'), ('programme', 'projektniveau'), ('local', 'lokalt niveau')], max_length=9, verbose_name='Niveau')),
                ('position', models.PositiveSmallIntegerField(verbose_name='Rækkefølge')),
                ('text', models.CharField(max_length=300, verbose_name='Mål')),
                ('text_en', models.CharField(blank=True, max_length=300, verbose_name='Mål på engelsk')),
            ],
            options={
                'verbose_name': 'mål',
                'verbose_name_plural': 'mål',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='GoalEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.SlugField(db_index=False, verbose_name='Nøgle')),
                ('level', models.CharField(choices=[('strategy', 'strateginiveau'), ('programme', 'projektniveau'), ('local', 'lokalt niveau')], max_length=9, verbose_name='Niveau')),
                ('position', models.PositiveSmallIntegerField(verbose_name='Rækkefølge')),
                ('text', models.CharField(max_length=300, verbose_name='Mål')),
                ('text_en', models.CharField(blank=True, max_length=300, verbose_name='Mål på engelsk')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HistoryEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.UUIDField()),
                ('number', models.PositiveIntegerField()),
                ('verb', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('facts', models.JSONField(default=dict)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'hændelse',
                'verbose_name_plural': 'historik',
                'ordering': ['case', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(verbose_name='Nøgle')),
                ('title', models.CharField(max_length=120, verbose_name='Titel')),
                ('title_en', models.CharField(blank=True, max_length=120, verbose_name='Titel på engelsk')),
                ('description', models.CharField(blank=True, max_length=300, verbose_name='Hvad der sker')),
                ('description_en', models.CharField(blank=True, max_length=300, verbose_name='Hvad der sker, på engelsk')),
                ('who', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('region', 'region'), ('municipalities', 'kommuner'), ('areas', 'lokalområder'), ('all', 'alle')], max_length=20), verbose_name='Hvem')),
                ('from_on', models.DateField(verbose_name='Fra')),
                ('to_on', models.DateField(verbose_name='Til')),
                ('precision', models.CharField(choices=[('day', 'på dagen'), ('month', 'på måneden')], max_length=5, verbose_name='Vises')),
                ('kind', models.CharField(choices=[('period', 'periode'), ('deadline', 'frist'), ('event', 'begivenhed')], max_length=8, verbose_name='Slags')),
                ('reminder_days', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), blank=True, help_text='Tom: som programmet. Ellers dage fra fristen, med minus for dage før.', null=True, verbose_name='Egne påmindelser')),
                ('moved_at', models.DateTimeField(editable=False, null=True, verbose_name='Flyttet')),
                ('moves', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='Gange flyttet')),
            ],
            options={
                'verbose_name': 'milepæl',
                'verbose_name_plural': 'milepæle',
                'ordering': ['from_on', 'to_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MilestoneEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.SlugField(db_index=False, verbose_name='Nøgle')),
                ('title', models.CharField(max_length=120, verbose_name='Titel')),
                ('title_en', models.CharField(blank=True, max_length=120, verbose_name='Titel på engelsk')),
                ('description', models.CharField(blank=True, max_length=300, verbose_name='Hvad der sker')),
                ('description_en', models.CharField(blank=True, max_length=300, verbose_name='Hvad der sker, på engelsk')),
                ('who', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('region', 'region'), ('municipalities', 'kommuner'), ('areas', 'lokalområder'), ('all', 'alle')], max_length=20), verbose_name='Hvem')),
                ('from_on', models.DateField(verbose_name='Fra')),
                ('to_on', models.DateField(verbose_name='Til')),
                ('precision', models.CharField(choices=[('day', 'på dagen'), ('month', 'på måneden')], max_length=5, verbose_name='Vises')),
                ('kind', models.CharField(choices=[('period', 'periode'), ('deadline', 'frist'), ('event', 'begivenhed')], max_length=8, verbose_name='Slags')),
                ('reminder_days', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), blank=True, help_text='Tom: som programmet. Ellers dage fra fristen, med minus for dage før.', null=True, verbose_name='Egne påmindelser')),
                ('moved_at', models.DateTimeField(editable=False, null=True, verbose_name='Flyttet')),
                ('moves', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='Gange flyttet')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='Adresse')),
                ('case', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='Navn')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='Navn på engelsk')),
                ('places', models.PositiveSmallIntegerField(verbose_name='Antal pladser')),
                ('grant_amount', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='Beløb til hvert område i kr.')),
                ('min_partners', models.PositiveSmallIntegerField(default=3, verbose_name='Mindst antal partnere')),
                ('min_sectors', models.PositiveSmallIntegerField(default=2, verbose_name='Mindst antal sektorer')),
                ('reminder_days', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), default=programme.models.default_reminder_days, help_text='Dage fra fristen, med minus for dage før: -14, -7, -3, -1, 0, 3, 10', verbose_name='Påmindelser')),
                ('team_email', models.EmailField(max_length=254, verbose_name='Kulturteamets postkasse')),
                ('is_current', models.BooleanField(default=False, verbose_name='Vises nu')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Oprettet')),
            ],
            options={
                'verbose_name': 'program',
                'verbose_name_plural': 'programmer',
            },
        ),
        migrations.CreateModel(
            name='ProgrammeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, verbose_name='Adresse')),
                ('case', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=120, verbose_name='Navn')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='Navn på engelsk')),
                ('places', models.PositiveSmallIntegerField(verbose_name='Antal pladser')),
                ('grant_amount', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='Beløb til hvert område i kr.')),
                ('min_partners', models.PositiveSmallIntegerField(default=3, verbose_name='Mindst antal partnere')),
                ('min_sectors', models.PositiveSmallIntegerField(default=2, verbose_name='Mindst antal sektorer')),
                ('reminder_days', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), default=programme.models.default_reminder_days, help_text='Dage fra fristen, med minus for dage før: -14, -7, -3, -1, 0, 3, 10', verbose_name='Påmindelser')),
                ('team_email', models.EmailField(max_length=254, verbose_name='Kulturteamets postkasse')),
                ('is_current', models.BooleanField(default=False, verbose_name='Vises nu')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Oprettet')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('case', models.UUIDField(primary_key=True, serialize=False)),
                ('length', models.PositiveIntegerField()),
                ('head', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('length__gt', 0)), name='chain_not_empty')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='chain',
            trigger=pgtrigger.compiler.Trigger(name='chain_no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2acdc2f797adeb66364dda398132433f73a3d883', operation='DELETE', pgid='pgtrigger_chain_no_delete_44caf', table='programme_chain', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='coreelementevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='coreelementevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='programme.coreelement'),
        ),
        migrations.AddField(
            model_name='goal',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='programme.goal'),
        ),
        migrations.AddField(
            model_name='goalevent',
            name='parent',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.goal'),
        ),
        migrations.AddField(
            model_name='goalevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='goalevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='programme.goal'),
        ),
        migrations.AddField(
            model_name='historyentry',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='milestone',
            name='moved_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='milestoneevent',
            name='moved_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='milestoneevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='milestoneevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='programme.milestone'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('is_current',), name='programme_one_current', violation_error_message='Kun ét program kan være det, der vises nu.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('places__gt', 0), ('grant_amount__gt', 0)), name='programme_amounts_positive', violation_error_message='Antal pladser og beløb skal være større end nul.'),
        ),
        migrations.AddField(
            model_name='milestoneevent',
            name='programme',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.programme', verbose_name='program'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='programme.programme', verbose_name='program'),
        ),
        migrations.AddField(
            model_name='goalevent',
            name='programme',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.programme'),
        ),
        migrations.AddField(
            model_name='goal',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='programme.programme'),
        ),
        migrations.AddField(
            model_name='coreelementevent',
            name='programme',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.programme'),
        ),
        migrations.AddField(
            model_name='coreelement',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='core_elements', to='programme.programme'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programme',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programme_programmeevent" ("case", "created_at", "grant_amount", "id", "is_current", "min_partners", "min_sectors", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "reminder_days", "slug", "team_email") VALUES (NEW."case", NEW."created_at", NEW."grant_amount", NEW."id", NEW."is_current", NEW."min_partners", NEW."min_sectors", NEW."name", NEW."name_en", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."reminder_days", NEW."slug", NEW."team_email"); RETURN NULL;', hash='2c9dde54f7dc97fc58b6f2b2cd4f1baec1111935', operation='INSERT', pgid='pgtrigger_insert_insert_8921b', table='programme_programme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programme_programmeevent" ("case", "created_at", "grant_amount", "id", "is_current", "min_partners", "min_sectors", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "reminder_days", "slug", "team_email") VALUES (NEW."case", NEW."created_at", NEW."grant_amount", NEW."id", NEW."is_current", NEW."min_partners", NEW."min_sectors", NEW."name", NEW."name_en", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."reminder_days", NEW."slug", NEW."team_email"); RETURN NULL;', hash='f0be8ed4a8643c67e083983d567e8c9e6375c0e8', operation='UPDATE', pgid='pgtrigger_update_update_c42d8', table='programme_programme', when='AFTER')),
        ),
        migrations.AddField(
            model_name='programmeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='programmeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='programme.programme'),
        ),
        migrations.AddIndex(
            model_name='historyentry',
            index=models.Index(fields=['-at', '-id'], name='history_newest'),
        ),
        migrations.AddConstraint(
            model_name='historyentry',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='history_number_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historyentry',
            trigger=pgtrigger.compiler.Trigger(name='history_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='648678295ea64029ed6c25b04a25832e8142c3c6', operation='UPDATE OR DELETE', pgid='pgtrigger_history_append_only_d4401', table='programme_historyentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestoneevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='412997698f3d47ffda06d3a50ad6a4c762b2599c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a2993', table='programme_milestoneevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.UniqueConstraint(fields=('programme', 'key'), name='milestone_key_unique'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('from_on__lte', models.F('to_on'))), name='milestone_from_before_to', violation_error_message='Til-datoen kan ikke ligge før fra-datoen.'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('moved_at__isnull', True), ('moved_by__isnull', True)), models.Q(('moved_at__isnull', False), ('moved_by__isnull', False), ('moves__gt', 0)), _connector='OR'), name='milestone_moved_pair'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('precision', 'day'), models.Q(('from_on__day', 1), django.db.models.lookups.Exact(django.db.models.functions.datetime.ExtractDay(django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('to_on'), '+', models.Value(datetime.timedelta(days=1))), models.DateField())), 1)), _connector='OR'), name='milestone_whole_months', violation_error_message='Når milepælen vises på måneden, skal den gå fra den første i en måned til den sidste i en måned.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programme_milestoneevent" ("description", "description_en", "from_on", "id", "key", "kind", "moved_at", "moved_by_id", "moves", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "programme_id", "reminder_days", "title", "title_en", "to_on", "who") VALUES (NEW."description", NEW."description_en", NEW."from_on", NEW."id", NEW."key", NEW."kind", NEW."moved_at", NEW."moved_by_id", NEW."moves", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."precision", NEW."programme_id", NEW."reminder_days", NEW."title", NEW."title_en", NEW."to_on", NEW."who"); RETURN NULL;', hash='6a4d966dbf10ce20a56d655221bd68df4a15f87a', operation='INSERT', pgid='pgtrigger_insert_insert_89b0f', table='programme_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programme_milestoneevent" ("description", "description_en", "from_on", "id", "key", "kind", "moved_at", "moved_by_id", "moves", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "programme_id", "reminder_days", "title", "title_en", "to_on", "who") VALUES (NEW."description", NEW."description_en", NEW."from_on", NEW."id", NEW."key", NEW."kind", NEW."moved_at", NEW."moved_by_id", NEW."moves", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."precision", NEW."programme_id", NEW."reminder_days", NEW."title", NEW."title_en", NEW."to_on", NEW."who"); RETURN NULL;', hash='508d2a3816f1523e68f3b07953fdb3192cce0429', operation='UPDATE', pgid='pgtrigger_update_update_bff39', table='programme_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goalevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='37a3dbfd407fa8fcf395b5195dfbe8c7d208933f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9779b', table='programme_goalevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.UniqueConstraint(fields=('programme', 'key'), name='goal_key_unique'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', 'programme'), ('parent__isnull', False)), models.Q(models.Q(('level', 'programme'), _negated=True), ('parent__isnull', True)), _connector='OR'), name='goal_programme_has_strategy', violation_error_message='Et mål på projektniveau hører under et mål på strateginiveau.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programme_goalevent" ("id", "key", "level", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "text", "text_en") VALUES (NEW."id", NEW."key", NEW."level", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."programme_id", NEW."text", NEW."text_en"); RETURN NULL;', hash='036b1a4b0cac51e3a9c150f0a515ff79e345872e', operation='INSERT', pgid='pgtrigger_insert_insert_f3920', table='programme_goal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programme_goalevent" ("id", "key", "level", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "text", "text_en") VALUES (NEW."id", NEW."key", NEW."level", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."programme_id", NEW."text", NEW."text_en"); RETURN NULL;', hash='b1dfe7354a186dab25365db727aa7fde113c7ac5', operation='UPDATE', pgid='pgtrigger_update_update_e11a3', table='programme_goal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='coreelementevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4bd78d7a63ebd5fc0be546281f8f02e72cc9e266', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0296e', table='programme_coreelementevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='coreelement',
            constraint=models.UniqueConstraint(fields=('programme', 'key'), name='core_element_key_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='coreelement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programme_coreelementevent" ("description", "description_en", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "question", "question_en", "title", "title_en") VALUES (NEW."description", NEW."description_en", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."programme_id", NEW."question", NEW."question_en", NEW."title", NEW."title_en"); RETURN NULL;', hash='a1bf6cdca297b3719b950799b3cd9e3afe3417cd', operation='INSERT', pgid='pgtrigger_insert_insert_080d4', table='programme_coreelement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='coreelement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programme_coreelementevent" ("description", "description_en", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "question", "question_en", "title", "title_en") VALUES (NEW."description", NEW."description_en", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."programme_id", NEW."question", NEW."question_en", NEW."title", NEW."title_en"); RETURN NULL;', hash='9aaafb2311b8e85af6151f846753be7f740d7c8d', operation='UPDATE', pgid='pgtrigger_update_update_9c168', table='programme_coreelement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programmeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ec1a7e58b6765233dbd623b56a6cd3addaabe1a2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a7c9b', table='programme_programmeevent', when='BEFORE')),
        ),
    ]
