from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration. Installed only where KULTURPUNKT_DEMO=1; nothing below knows of it."""

    name = "demo"
