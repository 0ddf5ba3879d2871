from tests.programme.conftest import plan

__all__ = ["plan"]
