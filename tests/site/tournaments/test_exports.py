from __future__ import annotations

import codecs
import csv
import io

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.site.season import enter, finish, make_teams, make_tournament, season
from tournament.tournaments.exports import as_csv, harmless
from tournament.tournaments.states import TournamentState

TABLES = ["standings", "jobs", "matches"]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_run_is_quoted(text):
    assert harmless(text) == f"'{text}"


@given(st.text())
def test_no_text_begins_like_a_formula_and_all_else_stays_as_it_is(text):
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert harmless(text) in (text, f"'{text}")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_every_text_comes_back_out_of_the_csv(names):
    text = as_csv([{"team": name, "score": -3} for name in names])
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["team"] for row in rows] == [harmless(name) for name in names]
    assert {row["score"] for row in rows} == {"-3"}


def test_an_empty_table_is_an_empty_file():
    assert as_csv([]) == ""


def fetch(client, tournament, table, form):
    response = client.get(reverse("tournaments:export", args=[tournament.slug, table, form]))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith(f'attachment; filename="{tournament.slug}-')
    return response


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMULAS[:4])
def test_a_team_named_like_a_formula_does_no_harm_in_any_export(name, anonymous):
    tournament = make_tournament(state=TournamentState.RUNNING)
    job = finish(enter(tournament, make_teams(2))[0])
    job.first.team.name = name
    job.first.team.save()
    for table in TABLES:
        text = fetch(anonymous, tournament, table, "csv").content.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert f"'{name}" in cells, table
        assert name not in cells, table


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_csv_and_json_hold_the_same_rows(table, anonymous):
    tournament = season(4)
    rows = fetch(anonymous, tournament, table, "json").json()[table]
    text = fetch(anonymous, tournament, table, "csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(lines) == {"standings": 4, "jobs": 6, "matches": 18}[table]
    assert [list(row) for row in rows] == [list(line) for line in lines]


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_the_queries_of_an_export_do_not_grow(table, anonymous, django_assert_max_num_queries):
    for size, name in ((3, "small"), (20, "large")):
        tournament = season(size, name=name)
        with django_assert_max_num_queries(6):
            fetch(anonymous, tournament, table, "json")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["secrets.csv", "jobs.xml", "jobs"])
def test_there_are_no_other_exports(path, anonymous):
    tournament = season(2)
    assert anonymous.get(f"{tournament.get_absolute_url()}{path}").status_code in (301, 404)


@pytest.mark.django_db
def test_a_draft_has_no_export(anonymous, client_of, bob):
    url = reverse("tournaments:export", args=[make_tournament().slug, "jobs", "json"])
    assert anonymous.get(url).status_code == 404
    assert client_of(bob).get(url).status_code == 404


@pytest.mark.django_db
def test_a_csv_begins_with_the_mark_by_which_spreadsheets_know_utf_8(anonymous):
    content = fetch(anonymous, season(2), "standings", "csv").content
    assert content.startswith(codecs.BOM_UTF8 + b"rank,team,")
