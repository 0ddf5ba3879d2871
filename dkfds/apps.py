from django.apps import AppConfig


class DkfdsConfig(AppConfig):
    """Det Fælles Designsystem as Django sees it: a crispy template pack, fields, widgets and page components."""

    name = "dkfds"
