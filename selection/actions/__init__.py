"""The verbs on the way to the choice and to what is told of it."""
