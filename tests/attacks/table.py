"""The table of attacks: what a hostile agent does in its second move, and what stops it where.

It is the threat table of docs/sandbox.md as code. All attacks are played by `test_table`.
"""

from __future__ import annotations

from . import rows_guest, rows_odd, rows_outside, rows_too_much

TABLE = {
    **rows_outside.ROWS,
    **rows_too_much.ROWS,
    **rows_odd.ROWS,
    **rows_guest.ROWS,
}
"""Attacks by what they do."""
