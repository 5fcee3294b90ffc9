"""A real site and a real Chromium, once for all browser tests.

Every page that a test opens is watched: an error on the console, an exception in a script or a
request to anywhere but the site fails the test.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.fill import PASSWORD
from tests.stack import ROOT, Site

ARTEFACTS = ROOT / "var" / "test-artefacts"
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
LIMIT_MS = 30_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "chromium is missing: apt-get install chromium"
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running site where two teams have played a short tournament, the "Warm-up cup"."""
    with Site(tmp_path_factory.mktemp("site")) as running:
        running.run("-m", "tests.fill", "people")
        running.run("-m", "tests.fill", "team", "bob", "Night Owls", "greedy")
        running.run("-m", "tests.fill", "team", "eve", "Early Birds", "crasher")
        running.run("-m", "tests.fill", "team", "kim", "Late Risers", "wanderer")
        over = "SELECT COUNT(*) FROM agents_agent WHERE state IN ('ready', 'rejected')"
        running.wait_for(lambda: running.value(over) == 3, "the agents are checked")
        running.run("-m", "tests.fill", "start", "Warm-up cup", "160")
        drawn = "SELECT COUNT(*) FROM replays_gif WHERE state = 'done'"
        running.wait_for(lambda: running.value(drawn) == 1, "the pictures are drawn")
        yield running


OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: Site) -> Callable[[str], Any]:
    """signed_in(user) -> the cookies of a browser in which the user has signed in, once."""

    @cache
    def cookies(user: str) -> Any:
        with browser.new_context(base_url=site.url) as context:
            page = context.new_page()
            sign_in(page, user)
            return context.storage_state()

    return cookies


@pytest.fixture
def open_page(browser: Browser, site: Site, signed_in: Callable[[str], Any]) -> Iterator[OpenPage]:
    """open_page(user="", width=1280, scheme="light", scripts=True): a page in a fresh context."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def watch(page: Page) -> None:
        page.set_default_timeout(LIMIT_MS)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: complaints.extend(_complaint(page, line)))
        page.on("request", lambda request: complaints.extend(_stranger(site, request.url)))

    def open_page(
        user: str = "", *, width: int = 1280, scheme: str = "light", scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            storage_state=signed_in(user) if user else None,
        )
        contexts.append(context)
        page = context.new_page()
        watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _complaint(page: Page, line: Any) -> list[str]:
    # Chromium reports answers that a test asks for: a missing page, a refused upload.
    wanted = line.location.get("url", "").endswith(("/no-such-page/", "/my-team/upload/"))
    if wanted or line.type not in ("error", "warning"):
        return []
    return [f"{page.url}: {line.type}: {line.text}"]


def _stranger(site: Site, url: str) -> list[str]:
    own = url.startswith((f"{site.url}/", "data:", "blob:"))
    return [] if own else [f"a request to {url}"]


def sign_in(page: Page, user: str) -> None:
    page.goto("/accounts/sign-in/")
    page.get_by_label("User name").fill(user)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"(?<!/accounts/sign-in/)$"))


def picture(page: Page, name: str) -> Path:
    """Keep a screenshot of the whole page among the artefacts."""
    ARTEFACTS.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = ARTEFACTS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
