"""A collation named "da": æ, ø, å last and aa as å. From ICU where the server has it, from the C library else."""

from django.db import migrations

CREATE = """
DO $$
BEGIN
    CREATE COLLATION IF NOT EXISTS da (provider = icu, locale = 'da-DK');
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value OR undefined_object THEN
    CREATE COLLATION IF NOT EXISTS da (provider = libc, locale = 'da_DK.UTF-8');
END
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, "DROP COLLATION IF EXISTS da")]
