"""Images: built once, found by name, refused when damaged; machine code is loaded with care."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import subprocess
import sys

import pytest

from pacman_engine import runtime
from pymw_bridge.interpreter import compiled, wasm
from pymw_bridge.interpreter.build import ensure
from pymw_bridge.interpreter.errors import ImageError, OutOfFuel, Trapped
from pymw_bridge.interpreter.images import Image, ImageStore
from pymw_bridge.interpreter.recipe import Recipe
from pymw_bridge.interpreter.stage import on_stage

from .echo import SOURCE, echo

WASM = b"\0asm and so on"
BUILD = """
import sys
from pathlib import Path
from pymw_bridge.interpreter.build import ensure
from pymw_bridge.interpreter.images import ImageStore
from tests.interpreter.echo import echo
image = ensure(echo(), ImageStore(Path(sys.argv[1])), lambda text: print(text, flush=True))
print(image.sha256)
"""


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """What two processes said that wanted the same image at once, and the store they built in."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # all workers of this run want the same one
        base = base.parent
    folder = base / "built" / "images"
    both = [
        subprocess.Popen([sys.executable, "-c", BUILD, folder], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate()[0].splitlines() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    return said, ImageStore(folder)


def test_of_two_processes_that_want_an_image_one_builds_it(built):
    said, store = built
    assert said[0][-1] == said[1][-1] == store.all()[0].sha256
    assert len(store.all()) == 1  # no two builds are alike
    told = [line for lines in said for line in lines]
    assert sum("Building" in line for line in told) <= 1  # 0 if another worker has built it


def test_an_image_that_is_there_is_not_built_again(built, monkeypatch):
    monkeypatch.setattr("pymw_bridge.interpreter.build._build", None)
    assert ensure(echo(), built[1]) == built[1].all()[0]


def guest(image, fuel, *requests):
    def talk():
        made = wasm.Guest(image, seed=b"", write=lambda stream, data: None)
        try:
            return [made.call(request, fuel) for request in requests]
        finally:
            made.close()

    return on_stage(talk)


def test_any_program_can_be_put_into_an_image(built):
    image = built[1].all()[0]
    assert guest(image, 10**9, "hello", "Grüße") == ["olleh", "eßürG"]
    assert wasm.is_compiled(image)
    with pytest.raises(Trapped, match="ended its own process"):
        guest(image, 10**9, "exit")
    with pytest.raises(OutOfFuel):
        guest(image, 10, "hello")


def test_a_program_that_cannot_be_built_in_says_why_and_leaves_nothing(tmp_path):
    store = ImageStore(tmp_path / "images")
    broken = echo("def answer(:\n")
    with pytest.raises(ImageError, match="could not be built") as raised:
        ensure(broken, store)
    assert "SyntaxError" in str(raised.value)
    assert "def answer(:" in str(raised.value)
    assert store.all() == []
    assert store.of_recipe(broken.key) is None


def test_without_its_builder_an_image_is_refused_with_what_to_do(tmp_path, monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    with pytest.raises(ImageError, match=r"componentize-py .* is missing: pip install"):
        ensure(echo(), ImageStore(tmp_path))


def test_where_nothing_can_be_kept_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ImageError, match="No image can be kept"):
        ensure(echo(), ImageStore(tmp_path / "file" / "images"))


def test_any_change_gives_another_key(monkeypatch):
    base = echo()
    keys = {base.key, echo(SOURCE + "\n").key, Recipe("other", base.sources).key}
    keys.add(Recipe(base.entry, {**base.sources, "data": b""}).key)
    keys.add(Recipe(base.entry, {"moved.py": base.sources["echo_program.py"]}).key)
    assert base.key == echo(SOURCE).key
    monkeypatch.setattr("pymw_bridge.interpreter.recipe.BUILDER_VERSION", "9")
    keys.add(echo().key)
    assert len(keys) == 6


def test_the_programs_of_the_guest_and_its_constants_are_part_of_the_key():
    names = set(echo().files)
    inside = {f"inside/{n}.py" for n in ("files", "opening", "threads", "locks", "machine")}
    assert {f"pymw_bridge/interpreter/{n}" for n in (*inside, "constants.py")} <= names


# -- the store -------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path):
    return ImageStore(tmp_path / "images")


def test_images_are_named_by_their_content_and_found_by_a_beginning_of_it(store):
    one, two = store.add(WASM + b"1", "key1"), store.add(WASM + b"2", "key2")
    assert one.sha256 == hashlib.sha256(WASM + b"1").hexdigest()
    assert one.read() == WASM + b"1"
    assert one.size == len(WASM) + 1
    assert store.find(one.sha256) == store.find(one.sha256[:8]) == store.of_recipe("key1") == one
    assert {image.sha256 for image in store.all()} == {one.sha256, two.sha256}
    assert store.get(two.sha256) == two
    assert store.of_recipe("key3") is None


@pytest.mark.parametrize("text", ["", "abc", "0" * 8, "0" * 64, "../x", "none.wasm", "x\0y"])
def test_what_is_no_image_is_not_found(store, text):
    store.add(WASM, "key")
    with pytest.raises((ImageError, ValueError)):
        store.find(text)
    assert store.get(text) is None if "\0" not in text else True


def test_a_file_is_an_image_if_it_is_webassembly(store, tmp_path):
    file = tmp_path / "downloaded"
    file.write_bytes(WASM)
    assert store.find(str(file)).sha256 == hashlib.sha256(WASM).hexdigest()
    file.write_bytes(b"MZ something")
    with pytest.raises(ImageError, match="not WebAssembly"):
        store.find(str(file))


def test_a_beginning_of_several_images_asks_for_more_digits(store, monkeypatch):
    images = [Image("0" * 8 + letter * 56, store.folder) for letter in "ab"]
    monkeypatch.setattr(ImageStore, "all", lambda self: images)
    with pytest.raises(ImageError, match="more digits"):
        store.find("0" * 8)


def test_a_damaged_image_is_refused(store):
    image = store.add(WASM, "key")
    image.path.write_bytes(WASM + b"!")
    with pytest.raises(ImageError, match="is damaged: remove it and build it again"):
        image.read()
    with pytest.raises(ImageError, match="damaged"):
        wasm.prepare(image)
    image.path.unlink()
    with pytest.raises(ImageError, match="cannot be read"):
        image.read()


def test_what_is_no_component_cannot_be_loaded(store):
    with pytest.raises(ImageError, match=r"cannot be loaded: [^\n]+\.$"):
        wasm.prepare(store.add(WASM, "key"))


# -- compiled code ---------------------------------------------------------------------------------


@pytest.fixture
def code(tmp_path):
    """Where code would lie, in a folder that is fit for it."""
    folder = tmp_path / "compiled"
    folder.mkdir(mode=0o700)
    return compiled.path_of(Image("a" * 64, tmp_path), "settings", folder)


def make_twice(path):
    """Whether code may be loaded from there, and how often it was made in two attempts."""
    made = []
    may = [compiled.load_or_make(path, lambda: made.append(1) or b"code") for _ in range(2)]
    assert may[0] == may[1]
    return may[0], len(made)


def test_code_is_made_once_and_kept_private(code):
    assert make_twice(code) == (True, 1)
    assert code.stat().st_mode & 0o777 == 0o600
    assert code.read_bytes() == b"code"


def test_code_is_not_loaded_from_a_folder_that_others_can_write_to(code):
    assert make_twice(code) == (True, 1)
    for mode in (0o777, 0o770, 0o702):
        code.parent.chmod(mode)
        assert not compiled.is_private(code)
        assert make_twice(code) == (False, 0)


def test_code_that_others_could_write_is_made_again(code):
    code.write_bytes(b"foul")
    code.chmod(0o666)
    assert not compiled.is_private(code)
    assert make_twice(code) == (True, 1)
    assert code.read_bytes() == b"code"


def test_code_behind_a_link_is_made_again(code, tmp_path):
    foul = tmp_path / "foul"
    foul.write_bytes(b"foul")
    code.symlink_to(foul)
    assert make_twice(code) == (True, 1)
    assert foul.read_bytes() == b"foul"
    assert code.read_bytes() == b"code"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of other users")
def test_code_of_another_user_is_not_loaded(code):
    code.write_bytes(b"foul")
    code.chmod(0o600)
    os.chown(code, 65_534, 65_534)
    assert not compiled.is_private(code)
    assert make_twice(code) == (True, 1)
    os.chown(code.parent, 65_534, 65_534)
    assert make_twice(code) == (False, 0)


def test_code_is_named_for_image_settings_and_machine(code, tmp_path, monkeypatch):
    paths = {code}
    paths.add(compiled.path_of(Image("b" * 64, tmp_path), "settings", code.parent))
    paths.add(compiled.path_of(Image("a" * 64, tmp_path), "other", code.parent))
    monkeypatch.setattr(compiled, "_flags", lambda: "flags: another processor")
    paths.add(compiled.path_of(Image("a" * 64, tmp_path), "settings", code.parent))
    monkeypatch.setattr("platform.machine", lambda: "vax")
    paths.add(compiled.path_of(Image("a" * 64, tmp_path), "settings", code.parent))
    assert len(paths) == 5


# -- the image of this engine ----------------------------------------------------------------------


def test_an_image_that_is_not_built_is_not_built_where_that_is_not_wanted(tmp_path, monkeypatch):
    monkeypatch.setenv("IMAGES_DIR", str(tmp_path))
    with pytest.raises(ImageError, match="run `python -m pacman_engine image build`"):
        runtime.current_image(build=False)
    assert list(tmp_path.iterdir()) == []


def test_images_lie_where_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.delenv("IMAGES_DIR", raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    assert runtime.images_folder() == tmp_path / "images"
    monkeypatch.setenv("IMAGES_DIR", str(tmp_path / "mine"))
    assert runtime.images_folder() == tmp_path / "mine"
    for name in ("IMAGES_DIR", "VAR_DIR"):
        monkeypatch.setenv(name, "")
    assert runtime.images_folder().parts[-2:] == ("var", "images")


IMPORTED = """
import sys, importlib, pacman_engine.teams.inside
from pacman_engine.agent_api import importing
for name in set(importing.FLAT_NAMES.values()):
    importlib.import_module(name)
print(*[m.__file__ for n, m in sys.modules.items()
        if n.partition(".")[0] in ("pacman_engine", "pymw_bridge") and m.__file__])
"""


def test_the_image_has_all_that_the_agent_api_imports():
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True
    )
    folder = os.path.dirname(os.path.dirname(runtime.__file__))
    imported = {os.path.relpath(path, folder) for path in done.stdout.split()}
    baked = {name for name in runtime.recipe().files if name.endswith(".py")}
    assert imported - baked == set()
    needless = baked - imported - {"guest_entry.py"}
    assert not {name for name in needless if name.startswith("pacman_engine/")}
