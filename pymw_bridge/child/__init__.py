"""The worker's side: what runs inside a child process of the local interfaces.

These modules import as little as they can: a process per task must start in milliseconds.
"""
