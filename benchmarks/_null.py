"""The task that does nothing, apart: a fresh process imports this and not the benchmark."""


def null() -> None:
    """Nothing."""
