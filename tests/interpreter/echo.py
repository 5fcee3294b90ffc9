"""A tiny recipe: a guest that gives back what it is told, and ends itself when told to."""

from __future__ import annotations

from pymw_bridge.interpreter.recipe import Recipe

SOURCE = """
import os

def prepare(machine):
    pass

def rehearse(machine):
    pass

def answer(request):
    if request == "exit":
        os._exit(3)
    return request[::-1]
"""


def echo(source: str = SOURCE) -> Recipe:
    """The recipe, or one with another program."""
    return Recipe(entry="echo_program", sources={"echo_program.py": source.encode()})
