"""The verbs on the way to the choice: each locks, checks, writes, tells the history and queues its messages in one
transaction."""

from .disqualifying import disqualify, lift

__all__ = ["disqualify", "lift"]
