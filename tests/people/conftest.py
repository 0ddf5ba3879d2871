from .broker import broker, broker_settings, issuer  # noqa: F401 – fixtures
