"""What holds for every page: it fits a phone, says what it is, and stays small."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from pacman_engine.teams.limits import TimeLimits
from tests.browser.conftest import OpenPage, picture, sign_in
from tests.stack import Site
from tournament.tournaments.worst_case import WorstCase

pytestmark = [pytest.mark.stack, pytest.mark.browser]

CUP = "/tournaments/warm-up-cup/"
PAGES = {
    "home": ("", "/"),
    "home-signed-in": ("bob", "/"),
    "guide": ("", "/guide/"),
    "runtime": ("", "/runtime/"),
    "sign-up": ("", "/accounts/sign-up/"),
    "sign-in": ("", "/accounts/sign-in/"),
    "account": ("bob", "/accounts/"),
    "my-team": ("bob", "/my-team/"),
    "team": ("", "/teams/night-owls/"),
    "report-ready": ("bob", "/agents/1/"),
    "report-rejected": ("eve", "/agents/2/"),
    "leaderboard": ("bob", "/leaderboard/"),
    "statistics": ("", "/leaderboard/statistics/"),
    "tournaments": ("", "/tournaments/"),
    "standings": ("bob", CUP),
    "cross-table": ("", f"{CUP}cross-table/"),
    "jobs": ("", f"{CUP}jobs/"),
    "audit": ("ada", f"{CUP}audit/"),
    "job": ("bob", "/jobs/1/"),
    "instructor": ("ada", "/instructor/"),
    "people": ("ada", "/instructor/people/"),
    "teams": ("ada", "/instructor/teams/"),
    "new-tournament": ("ada", "/tournaments/new/"),
    "settings": ("ada", f"{CUP}settings/"),
    "not-found": ("", "/no-such-page/"),
}
LARGEST = 150_000
"""Bytes of a page with its styles and scripts, without GIFs."""

MISSING_LABELS = """() => [...document.querySelectorAll('input, select, textarea')]
    .filter(e => e.type !== 'hidden' && !e.labels?.length && !e.getAttribute('aria-label'))
    .map(e => e.outerHTML)"""
HEADINGS = "() => [...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))"
OVERFLOW = """() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"""


def visit(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == (404 if "no-such" in address else 200)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_every_screen_in_both_colours(open_page: OpenPage, name: str):
    user, address = PAGES[name]
    for scheme in ("light", "dark"):
        page = open_page(user, scheme=scheme)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            visit(page, address)
            wide, seen = page.evaluate(OVERFLOW)
            picture(page, f"{name}-{width}-{scheme}")
            assert wide <= seen, f"{address} is {wide} wide on a screen of {seen}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_made_for_every_reader_and_small(open_page: OpenPage, name: str):
    user, address = PAGES[name]
    page = open_page(user)
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda request: sizes.update({request.url: size_of(request)}))
    visit(page, address)
    page.wait_for_load_state("networkidle")
    headings = page.evaluate(HEADINGS)
    assert headings.count(1) == 1
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    assert page.evaluate(MISSING_LABELS) == []
    assert page.title()
    assert sum(sizes.values()) < LARGEST, sizes


def size_of(request) -> int:
    """The bytes of an answer, nothing for GIFs."""
    answer = request.response()
    if answer is None or answer.headers.get("content-type", "").startswith("image/gif"):
        return 0
    return len(answer.body())


@pytest.mark.parametrize(
    "name", ["home", "leaderboard", "standings", "cross-table", "job", "sign-in"]
)
def test_a_page_works_without_scripts(open_page: OpenPage, name: str):
    page = open_page(scripts=False)
    visit(page, PAGES[name][1])
    expect(page.locator("h1")).to_be_visible()


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(open_page: OpenPage):
    page = open_page()
    visit(page, "/leaderboard/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Skip to the content")
    expect(focused).to_be_in_viewport()


def test_a_signed_out_visitor_sees_no_logs(open_page: OpenPage, site: Site):
    page = open_page()
    visit(page, "/jobs/1/")
    assert page.get_by_text("Logs of").count() == 0
    page.goto("/agents/2/")
    assert "/accounts/sign-in/" in page.url


def test_agents_output_is_shown_as_text_never_as_markup(open_page: OpenPage):
    page = open_page("eve")
    visit(page, "/agents/2/")
    expect(page.get_by_text("ZeroDivisionError").first).to_be_visible()
    assert page.locator("main script").count() == 0


def test_the_worst_case_follows_what_is_typed(open_page: OpenPage):
    page = open_page("ada")
    visit(page, "/tournaments/new/")
    page.locator("#time-limits summary").click()
    told = page.locator("[data-worst-case]")
    teams = int(told.get_attribute("data-teams") or 0)
    for rounds, length, move in ((1, 1200, 3), (2, 400, 3), (3, 400, 1.5)):
        for name, value in (("rounds", rounds), ("length", length), ("move", move)):
            page.locator(f"[name={name}]").fill(str(value))
        limits = TimeLimits(move=move).document()
        worst = WorstCase.of(teams=teams, rounds=rounds, length=length, limits=limits)
        expect(told.locator("[data-hours]")).to_have_text(worst.words)
        expect(told.locator("[data-jobs]")).to_have_text(str(worst.jobs))


def test_signing_out_ends_the_session(open_page: OpenPage):
    page = open_page()
    sign_in(page, "bob")
    visit(page, "/accounts/")
    page.get_by_role("button", name="Sign out").click()
    visit(page, "/leaderboard/")
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
