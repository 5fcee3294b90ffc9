"""One whole story in the browser: a student, an instructor, a tournament, a leaderboard."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from pacman_engine.teams.archive import find_team
from tests.browser.conftest import OpenPage, picture
from tests.fill import PASSWORD

pytestmark = [pytest.mark.stack, pytest.mark.browser]

SLOW_MS = 120_000
"""The longest wait for background work, in milliseconds."""
CRASHES = b"""
from captureAgents import CaptureAgent

def createTeam(first, second, isRed):
    return [Clumsy(first), Clumsy(second)]

class Clumsy(CaptureAgent):
    def chooseAction(self, gameState):
        print("about to fall")
        return {}["no such key"]
"""


def archive(folder: Path, name: str, files: dict[str, bytes]) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as packed:
        for member, content in files.items():
            packed.writestr(member, content)
    return path


def sign_up(page: Page, name: str) -> None:
    page.goto("/accounts/sign-up/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("E-mail address").fill(f"{name}@uni.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/my-team/")


def upload(page: Page, path: Path) -> None:
    page.goto("/my-team/")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Upload and check").click()


def test_a_student_comes_plays_and_finds_the_agent_on_the_leaderboard(
    open_page: OpenPage, tmp_path: Path
):
    student = open_page()
    sign_up(student, "zoe")
    student.get_by_label("Name of the team").fill("Moon Rats")
    student.get_by_role("button", name="Found the team").click()
    expect(student.get_by_role("heading", name="Moon Rats")).to_be_visible()

    escape = archive(tmp_path, "escape.zip", {"../myTeam.py": CRASHES})
    upload(student, escape)
    expect(student.get_by_text("../myTeam.py")).to_be_visible()
    picture(student, "story-refused-upload")

    upload(student, archive(tmp_path, "clumsy.zip", {"myTeam.py": CRASHES}))
    student.wait_for_url("**/agents/*/")
    expect(student.get_by_text("Rejected").first).to_be_visible(timeout=SLOW_MS)
    expect(student.get_by_text("KeyError").first).to_be_visible()
    expect(student.get_by_text('return {}["no such key"]').first).to_be_visible()
    picture(student, "story-rejected-report")

    good = tmp_path / "good.zip"
    good.write_bytes(find_team("greedy").to_zip())
    upload(student, good)
    student.wait_for_url("**/agents/*/")
    expect(student.get_by_text("This version can play.")).to_be_visible(timeout=SLOW_MS)
    film = student.locator(".film img").first
    film.scroll_into_view_if_needed()
    assert_it_moves(student, film)
    picture(student, "story-ready-report")

    ada = open_page("ada")
    make_tournament(ada, "Moon cup")
    picture(ada, "story-plan")
    ada.get_by_text("Start the tournament").click()
    ada.get_by_role("button", name="Start", exact=True).click()
    expect(ada.locator("main")).to_contain_text("Finished", timeout=2 * SLOW_MS)

    student.goto("/leaderboard/")
    expect(student.get_by_role("link", name="Moon Rats").first).to_be_visible()
    expect(student.locator("tr.is-own")).to_contain_text("Moon Rats")
    picture(student, "story-leaderboard")

    student.goto("/tournaments/moon-cup/cross-table/")
    student.locator("a.cell").first.click()
    student.wait_for_url("**/jobs/*/")
    film = student.locator(".film img").first
    expect(film).to_be_visible(timeout=SLOW_MS)
    assert_it_moves(student, film)
    picture(student, "story-job")


def make_tournament(page: Page, name: str) -> None:
    page.goto("/tournaments/new/")
    page.get_by_label("Name").first.fill(name)
    page.get_by_label("Moves in a match").fill("120")
    layouts = page.locator("input[name=layouts]")
    for number in range(2):
        layouts.nth(number).check()
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_url(re.compile(r"/tournaments/moon-cup/$"))


def assert_it_moves(page: Page, film) -> None:
    """The GIF has different frames, and the browser really plays them."""
    address = film.get_attribute("src")
    with Image.open(io.BytesIO(page.request.get(address).body())) as gif:
        assert gif.n_frames > 20
        first = gif.convert("RGB")
        gif.seek(gif.n_frames // 2)
        assert ImageChops.difference(first, gif.convert("RGB")).getbbox()
    page.wait_for_function(
        "image => image.complete && image.naturalWidth", arg=film.element_handle()
    )
    before = Image.open(io.BytesIO(film.screenshot())).convert("RGB")
    for _ in range(100):  # a screenshot takes longer than a frame of the GIF
        after = Image.open(io.BytesIO(film.screenshot())).convert("RGB")
        if after.size == before.size and ImageChops.difference(before, after).getbbox():
            return
    raise AssertionError(f"{address} stands still")
