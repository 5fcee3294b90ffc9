"""The ways to run tasks, one module each."""
