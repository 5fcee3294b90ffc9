"""A program for a jail: runs whatever text it is sent. Never import it outside of one."""

from __future__ import annotations

OUT_OF_MEMORY = {"error": "MemoryError", "text": ""}


def prepare(folder):
    return run


def run(source):
    """The text's ``result``, shown; or what it raised."""
    names = {}
    try:
        exec(source, names)
        return {"result": str(names.get("result", ""))[:2000]}
    except BaseException as error:
        return {"error": type(error).__name__, "text": str(error)[:500]}
