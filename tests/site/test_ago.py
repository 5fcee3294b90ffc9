"""How old things are, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from tournament.pieces import ago, since

AGES = [
    (timedelta(seconds=2), "just now", "for 2 s"),
    (timedelta(seconds=50), "50 s ago", "for 50 s"),
    (timedelta(minutes=3, seconds=40), "3 min ago", "for 3 min"),
    (timedelta(hours=5), "5 h ago", "for 5 h"),
    (timedelta(days=3), "3 d ago", "for 3 d"),
]


@pytest.mark.parametrize(("age", "past", "lasting"), AGES)
def test_an_age_has_one_rounded_unit(age, past, lasting):
    when = timezone.now() - age
    assert (ago(when), since(when)) == (past, lasting)


def test_what_is_older_than_two_months_has_a_date():
    when = timezone.now() - timedelta(days=70)
    assert since(when) == f"since {ago(when)}"


@pytest.mark.parametrize(
    ("state", "words"), [("running", "Running for 3 min"), ("done", "Done 3 min ago")]
)
def test_a_state_that_lasts_says_for_how_long(state, words):
    pill = Template("{% include 'pieces/state_pill.html' %}")
    when = timezone.now() - timedelta(minutes=3, seconds=5)
    html = pill.render(Context({"state": state, "since": when}))
    text = "".join(part.partition(">")[2] for part in html.split("<"))
    assert text.strip() == words
