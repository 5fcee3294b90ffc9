"""The runtime images: shown and served to everybody, and nothing else with them."""

from __future__ import annotations

import hashlib
import re

import pytest

from pymw_bridge.interpreter.images import ImageStore
from tests.site.agents.pages import Page
from tests.site.season import make_tournament
from tournament import images

pytestmark = pytest.mark.django_db
CONTENT = b"\0asm and some more"
OLD = b"\0asm of last year"


@pytest.fixture
def store(settings, monkeypatch):
    """The images of this site: CONTENT, which is the current one, and OLD."""
    settings.IMAGES = settings.VAR / "images"
    made = ImageStore(settings.IMAGES)
    made.add(OLD, "old")
    current = made.add(CONTENT, "new")
    monkeypatch.setattr(images, "current_image_or_none", lambda: current)
    return made


def name_of(data):
    return hashlib.sha256(data).hexdigest()


def test_an_image_is_served_under_its_name_to_everybody_and_for_ever(anonymous, store):
    response = anonymous.get(f"/images/{name_of(CONTENT)}.wasm")
    assert b"".join(response.streaming_content) == CONTENT
    assert response["Content-Type"] == "application/wasm"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]
    assert name_of(CONTENT) in response["Content-Disposition"]
    again = anonymous.get(f"/images/{name_of(CONTENT)}.wasm", HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["0" * 64, "", "lock", "..", "%2e%2e%2fsecret_key", "A" * 64, "recipes%2fnew"]
)
def test_nothing_but_an_image_that_is_there_is_served(anonymous, store, settings, name):
    (settings.VAR / "secret_key.wasm").write_text("secret")
    assert anonymous.get(f"/images/{name}.wasm").status_code == 404


def test_the_page_says_what_to_type_and_links_the_image(anonymous, store):
    words = anonymous.get("/runtime/").text
    assert Page(words).faults == []
    assert f'value="{name_of(CONTENT)}"' in words
    assert f'href="/images/{name_of(CONTENT)}.wasm"' in words
    assert f"--image {name_of(CONTENT)[:12]}*.wasm" in words
    assert name_of(OLD)[:12] not in words


def test_an_older_image_is_offered_while_a_tournament_is_pinned_to_it(anonymous, store):
    make_tournament("Last year", state="finished", image=name_of(OLD))
    words = anonymous.get("/runtime/").text
    assert f'href="/images/{name_of(OLD)}.wasm"' in words
    assert "Last year" in words


def test_without_an_image_the_page_tells_those_who_can_help_what_to_run(
    anonymous, client_of, ada, settings, monkeypatch
):
    settings.IMAGES = settings.VAR / "images"
    monkeypatch.setattr(images, "current_image_or_none", lambda: None)
    assert "image build" in client_of(ada).get("/runtime/").text
    assert "image build" not in anonymous.get("/runtime/").text


def test_the_guide_leads_to_the_image(anonymous):
    assert 'href="/runtime/"' in anonymous.get("/guide/").text


def test_the_page_says_how_a_match_is_proved(anonymous, store):
    words = anonymous.get("/runtime/").text
    commands = re.sub(r"<[^>]+>", "", words)
    assert "verify match.json" in commands
    proof = f"verify --replay-agents --archives . --image {name_of(CONTENT)[:12]}*.wasm match.json"
    assert proof in commands


def test_a_browser_finds_the_mark_where_it_looks_first(anonymous):
    response = anonymous.get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"].endswith(".svg")
