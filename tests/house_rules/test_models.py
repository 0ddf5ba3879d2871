"""The database proves it: every table of ours has its constraints, and what was done says when and by whom."""

import pytest
from django.apps import apps
from django.db import models

OURS = ("people", "programme", "documents", "notices", "areas", "selection")
MODELS = [
    model
    for app in OURS
    for model in apps.get_app_config(app).get_models()
    if not hasattr(model, "pgh_tracked_model") and not model._meta.auto_created
]


def test_there_are_models_to_look_at():
    assert len(MODELS) > 15


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_has_a_constraint(model):
    unique = [field for field in model._meta.local_fields if field.unique and not field.primary_key]

    assert model._meta.constraints or unique, f"{model._meta.label} proves nothing"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_pair_of_at_and_by_is_empty_or_full_together(model):
    names = {field.name: field for field in model._meta.local_fields}
    checks = " ".join(
        str(constraint.condition)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    )

    for name, field in names.items():
        by = name.removesuffix("_at") + "_by"
        if name.endswith("_at") and field.null and by in names:
            assert name in checks, f"{model._meta.label}.{name}: no CHECK holds it together with {by}"
            assert by in checks, f"{model._meta.label}.{name}: no CHECK holds it together with {by}"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_an_act_is_named_at_and_by_and_a_day_on(model):
    for field in model._meta.local_fields:
        if isinstance(field, models.DateTimeField):
            assert field.name.endswith(("_at", "_until")) or field.name in {"at", "last_login"}, field
        elif isinstance(field, models.DateField):
            assert field.name.endswith("_on"), field
