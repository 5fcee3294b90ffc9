"""Recognises what only Python 2 understood, in the fault of a team, and says its Python 3 form."""

from __future__ import annotations

import re

from pacman_engine.teams.driver import TeamFault

_ADVICE = (
    "The program 2to3 (part of Python up to 3.12) converts a file: 2to3 -w myTeam.py. Then look at "
    "every /, which makes floats now."
)
_TABS = (
    "This is Python 2: tabs and spaces are mixed, which Python 3 refuses. Let your editor turn all "
    "tabs into spaces."
)
# What the line looks like, or what Python says of it -> the form for Python 3.
_SYNTAX = (
    (r"call to 'print'", "print x is written print(x)"),
    (r"call to 'exec'", 'exec "code" is written exec("code")'),
    (r"exception types must be parenthesized", "except X, e is written except X as e"),
    (r"\braise\s+[\w.]+\s*,|\braise\s+[\"'].*[\"']\s*,", "raise X, text is written raise X(text)"),
    (r"`[^`]+`", "`x` is written repr(x)"),
    (r"<>", "<> is written !="),
    (r"leading zeros in decimal|\b0\d+\b", "0777 is written 0o777"),
    (r"\b(\d+|0x[\da-fA-F]+)[lL]\b", "10L is written 10"),
    (r"\b[uU][rR][\"']|'u' and 'r' prefixes", "ur'text' is written r'text'"),
    (
        r"\blambda\s*\(|\bdef\s+\w+\s*\(.*\(\w+\s*,|arameters cannot be parenthesized",
        "a parameter (x, y) must be unpacked inside the function",
    ),
)
_MODULES = {
    "Queue": "queue",
    "cPickle": "pickle",
    "StringIO": "io",
    "cStringIO": "io",
    "ConfigParser": "configparser",
    "Tkinter": "tkinter",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
    "httplib": "http.client",
    "__builtin__": "builtins",
    "copy_reg": "copyreg",
    "thread": "_thread",
    "commands": "subprocess",
    "sets": "the built-in set",
    "md5": "hashlib",
    "sha": "hashlib",
}
_NAMES = {
    "xrange": "range",
    "raw_input": "input",
    "unicode": "str",
    "basestring": "str",
    "unichr": "chr",
    "long": "int",
    "reduce": "functools.reduce",
    "file": "open",
    "cmp": "(a > b) - (a < b)",
    "execfile": "exec(open(name).read())",
}
_ATTRIBUTES = {
    "izip": "zip",
    "imap": "map",
    "ifilter": "filter",
    "maxint": "maxsize",
    "letters": "ascii_letters",
    "has_key": "key in dictionary",
    "iteritems": "items()",
    "iterkeys": "keys()",
    "itervalues": "values()",
}
_NO_NAME = re.compile(r"^NameError: name '(\w+)' is not defined")
_NO_ATTRIBUTE = re.compile(r"has no attribute '(\w+)'|cannot import name '(\w+)'")
_RUNNING = (
    (
        r"'(dict_keys|dict_values|dict_items|map|filter|zip)' object is not subscriptable"
        r"|object of type '(map|filter|zip)' has no len"
        r"|'(dict_keys|dict_values|dict_items|range)' object (has no attribute '(sort|append)'"
        r"|does not support item assignment)",
        "keys(), values(), items(), map, filter, zip and range gave lists: write list(...) "
        "around them",
    ),
    (r"for >>: 'builtin_function_or_method'", "print >>f, x is written print(x, file=f)"),
    (
        r"sort\(\) takes no positional|sorted expected 1 argument|'cmp' is an invalid keyword",
        "a compare function for sorting is passed as key=functools.cmp_to_key(compare)",
    ),
    (r"exceptions must derive from BaseException", "raise 'text' is written raise Exception(text)"),
)


def python2_hint(fault: TeamFault) -> str:
    """Which relic of Python 2 the fault comes from and how to write it; empty if from none."""
    if fault.error == "TabError":
        return _TABS
    if fault.error == "SyntaxError":
        return _said(_syntax(fault))
    if fault.error in ("ModuleNotFoundError", "ImportError") and fault.module in _MODULES:
        return _said(f"the module {fault.module} became {_MODULES[fault.module]}")
    return _said(_name(fault.message) or _running(fault.message))


def _said(form: str) -> str:
    return f"This is Python 2, and agents run on Python 3: {form}. {_ADVICE}" if form else ""


def _syntax(fault: TeamFault) -> str:
    # Any other complaint is about something else in the line, whatever it has in a string.
    unknown = fault.message.startswith("SyntaxError: invalid") and fault.traceback
    line = fault.traceback[-1]["code"] if unknown else ""
    for pattern, form in _SYNTAX:
        if re.search(pattern, fault.message) or re.search(pattern, line):
            return form
    return ""


def _name(message: str) -> str:
    for pattern, names in ((_NO_NAME, _NAMES), (_NO_ATTRIBUTE, _ATTRIBUTES)):
        found = pattern.search(message)
        name = next(filter(None, found.groups()), "") if found else ""
        if name in names:
            return f"{name} is now {names[name]}"
    return ""


def _running(message: str) -> str:
    return next((form for pattern, form in _RUNNING if re.search(pattern, message)), "")
