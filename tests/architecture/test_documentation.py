"""The documentation leads to what is there: its links, and the map for developers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)", re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The names by which the headings of a page are linked."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def test_there_are_pages_with_headings() -> None:
    assert len(PAGES) >= 8
    assert all(anchors(page) for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http:", "https:")):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


@pytest.mark.parametrize("folder", ["pacman_engine", "pymw_bridge/interpreter"])
def test_every_room_is_on_the_developers_map(folder: str) -> None:
    text = (ROOT / "docs" / "developers.md").read_text(encoding="utf-8")
    rooms = {path.stem for path in (ROOT / folder).glob("*.py") if not path.stem.startswith("__")}
    assert len(rooms) > 5
    assert {room for room in rooms if f"`{room}`" not in text} == set()
