"""What may be handed in, and what is refused with which reason."""

from __future__ import annotations

import contextlib
import io
import stat
import struct
import warnings
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.teams.archive import (
    ArchiveError,
    Limits,
    TeamArchive,
    find_team,
    read_archive,
    read_files,
    read_upload,
)

TEAM = b"def createTeam(firstIndex, secondIndex, isRed):\n    return []\n"


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    """A zip of (name or ZipInfo, bytes) pairs, in that order, duplicates allowed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)
                archive.writestr(name, data)
    return buffer.getvalue()


def with_mode(name, mode):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def refusal(data, filename="team.zip", limits=None):
    with pytest.raises(ArchiveError) as caught:
        read_upload(data, filename, limits)
    assert caught.value.sentence.endswith(".")
    assert len(caught.value.sentence) < 400
    return caught.value.code


def test_a_single_file_is_a_team():
    team = read_upload(TEAM, "myTeam.py")
    assert team.files == {"myTeam.py": TEAM}
    assert team.main == "myTeam.py"


@pytest.mark.parametrize("name", ["my team (1).py", "1.py", "é.py", "../../x y.py"])
def test_a_single_file_with_a_name_that_is_no_module_becomes_my_team(name):
    assert read_upload(TEAM, name).main == "myTeam.py"


@pytest.mark.parametrize("name", [r"C:\Users\eve\greedy.py", "/home/eve/greedy.py"])
def test_only_the_last_part_of_a_browsers_file_name_counts(name):
    assert read_upload(TEAM, name).main == "greedy.py"


def test_a_wrapping_folder_is_taken_off_once():
    team = read_upload(zipped(("a/b/myTeam.py", TEAM), ("a/b/x.txt", b"1")), "t.zip")
    assert set(team.files) == {"b/myTeam.py", "b/x.txt"}
    assert team.main == "b/myTeam.py"


def test_left_overs_of_systems_and_editors_are_dropped():
    junk = ["__MACOSX/._myTeam.py", "t/.DS_Store", "t/__pycache__/x.pyc", "t/.git/config", "t/._a"]
    team = read_upload(zipped(("t/myTeam.py", TEAM), *((name, b"x") for name in junk)), "t.zip")
    assert set(team.files) == {"myTeam.py"}


def test_the_canonical_zip_does_not_depend_on_how_the_upload_was_packed(tmp_path):
    files = [("myTeam.py", TEAM), ("data/w.txt", b"1" * 1000)]
    one = read_upload(zipped(*files), "a.zip")
    other = read_upload(zipped(*files[::-1], method=zipfile.ZIP_STORED), "b.zip")
    assert one.to_zip() == other.to_zip()
    assert one.sha256 == other.sha256
    path = tmp_path / "t.zip"
    path.write_bytes(one.to_zip())
    assert read_archive(path) == one


def test_reading_back_takes_off_no_further_folder(tmp_path):
    team = read_upload(zipped(("a/b/myTeam.py", TEAM)), "t.zip")
    path = tmp_path / "t.zip"
    path.write_bytes(team.to_zip())
    assert read_archive(path) == team


def test_the_store_accepts_only_canonical_zips(tmp_path):
    path = tmp_path / "t.zip"
    path.write_bytes(zipped(("myTeam.py", TEAM)))
    with pytest.raises(ArchiveError, match="form the store keeps"):
        read_archive(path)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("/etc/passwd", "absolute"),
        ("../x.py", "parent"),
        ("a/../../x.py", "parent"),
        ("a\\b.py", "backslash"),
        ("C:/x.py", "name"),
        ("a//b.py", "name"),
        ("./b.py", "name"),
        ("con.py", "name"),
        ("a/b .", "name"),
        ("tab\there.py", "name"),
        ("naïve.py", "encoding"),
        ("x" * 300 + ".py", "name"),
        ("1/2/3/4/5/6/7/8/9/x.py", "depth"),
        ("more.zip", "nested"),
        ("w.tar.gz", "nested"),
        ("fast.so", "compiled"),
    ],
)
def test_a_member_name_that_is_unsafe_somewhere_is_refused(name, code):
    assert refusal(zipped(("myTeam.py", TEAM), (name, b"x"))) == code


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\x1f\x8b\x08", b"Rar!\x1a\x07"])
def test_an_archive_inside_is_known_by_its_content_too(head):
    assert refusal(zipped(("myTeam.py", TEAM), ("weights.dat", head + b"rest"))) == "nested"


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        (stat.S_IFLNK | 0o777, "link"),
        (stat.S_IFIFO | 0o644, "special"),
        (stat.S_IFCHR | 0o644, "special"),
    ],
)
def test_links_and_special_files_are_refused(mode, code):
    assert refusal(zipped(("myTeam.py", TEAM), (with_mode("x", mode), b"/etc/passwd"))) == code


@pytest.mark.parametrize(
    ("other", "code"),
    [("myTeam.py", "duplicate"), ("MYTEAM.PY", "case"), ("myTeam.py/x", "case")],
)
def test_names_that_clash_are_refused(other, code):
    assert refusal(zipped(("myTeam.py", TEAM), (other, TEAM))) == code


def test_folders_that_differ_only_in_case_clash():
    assert refusal(zipped(("myTeam.py", TEAM), ("Lib/a", b""), ("lib/b", b""))) == "case"


def test_a_bomb_is_refused_by_its_ratio():
    assert refusal(zipped(("myTeam.py", TEAM), ("zeros", bytes(5_000_000)))) == "ratio"


def test_the_sum_of_all_files_is_limited():
    small = Limits(unpacked_bytes=1000)
    data = zipped(("myTeam.py", TEAM), *((f"f{n}", b"x" * 300) for n in range(4)))
    assert refusal(data, limits=small) == "unpacked"


def test_a_member_that_lies_about_its_size_is_refused():
    data = bytearray(zipped(("myTeam.py", TEAM), ("liar", b"x" * 5000)))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 10)
    assert refusal(bytes(data)) == "damaged"


def test_the_number_of_files_is_limited():
    data = zipped(("myTeam.py", TEAM), *((f"f{n}", b"") for n in range(5)))
    assert refusal(data, limits=Limits(files=5)) == "count"


def test_the_upload_itself_is_limited():
    assert refusal(TEAM * 100, "myTeam.py", Limits(upload_bytes=1000)) == "size"


def test_an_encrypted_zip_is_refused():
    data = bytearray(zipped(("myTeam.py", TEAM)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    assert refusal(bytes(data)) == "encrypted"


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "a.zip", "empty"),
        (b"hello", "a.zip", "not_a_zip"),
        (b"PK\x03\x04garbage", "a.zip", "damaged"),
        (zipped(("myTeam.py", TEAM)), "a.py", "kind"),
        (b"Rar!", "a.rar", "kind"),
        (TEAM, "myTeam.txt", "kind"),
        (b"\xff\xfe\x00bad", "myTeam.py", "source_encoding"),
        (b"# coding: klingon\n" + TEAM, "myTeam.py", "source_encoding"),
        (b"# coding: punycode\n" + TEAM + b"-" + b"a" * 1_000_000, "myTeam.py", "source_encoding"),
        (TEAM + b"\0", "myTeam.py", "source_encoding"),
        (b"x = 1\n", "myTeam.py", "no_factory"),
        (zipped(("readme.txt", b"")), "a.zip", "no_python"),
        (zipped(("d/", b"")), "a.zip", "empty"),
        (zipped(), "a.zip", "empty"),
        (zipped(("a.py", TEAM), ("b.py", TEAM)), "a.zip", "several_factories"),
    ],
)
def test_content_that_is_no_team_is_refused(data, filename, code):
    assert refusal(data, filename) == code


@pytest.mark.parametrize(
    ("members", "main"),
    [
        ({"myTeam.py": TEAM, "other.py": TEAM}, "myTeam.py"),
        ({"x.py": TEAM, "baselineTeam.py": TEAM}, "x.py"),
        ({"x.py": TEAM, "sub/y.py": TEAM}, "x.py"),
        ({"sub/y.py": TEAM, "x.py": b"pass"}, "sub/y.py"),
        ({"a.py": b"def create_team(a, b, c):\n  pass", "z.py": b""}, "a.py"),
        ({"myTeam.py": b"from real import createTeam\n", "real.py": TEAM}, "myTeam.py"),
        ({"myTeam.py": b"from real import *\n", "real.py": TEAM}, "myTeam.py"),
        ({"myTeam.py": b"pass\n", "real.py": TEAM}, "real.py"),
        ({"mac.py": b"x=1\rdef createTeam(a,b,c):\r  pass\r", "b.py": b""}, "mac.py"),
    ],
)
def test_the_file_that_makes_the_team_is_found(members, main):
    assert read_upload(zipped(*members.items()), "a.zip").main == main


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "us-ascii"])
def test_the_usual_encodings_of_sources_are_taken(encoding):
    source = f"# -*- coding: {encoding} -*-\n".encode() + TEAM
    assert read_upload(source, "myTeam.py").main == "myTeam.py"


def test_python_2_is_taken_but_said():
    team = read_upload(b"import x\n\nprint 'hello'\n" + TEAM, "myTeam.py")
    assert team.notes == (
        "myTeam.py, line 3, looks like Python 2: convert it to Python 3 with 2to3.",
    )


def test_a_folder_is_read_by_the_same_rules(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "myTeam.py").write_bytes(TEAM)
    (tmp_path / "sub" / "w.txt").write_bytes(b"1")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert set(read_files(tmp_path).files) == {"myTeam.py", "sub/w.txt"}
    assert find_team(str(tmp_path)) == read_files(tmp_path)
    (tmp_path / "link").symlink_to("/etc/passwd")
    with pytest.raises(ArchiveError, match="link"):
        read_files(tmp_path)


def test_a_folder_with_a_whole_world_in_it_is_given_up_early(tmp_path):
    for number in range(60):
        (tmp_path / str(number)).mkdir()
    with pytest.raises(ArchiveError, match="more than an upload may"):
        read_files(tmp_path, Limits(files=5))


def test_an_unknown_team_is_refused_with_the_choices():
    with pytest.raises(ArchiveError, match=r"give a folder, a \.zip, a \.py file or one of"):
        find_team("no-such-team")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.zip", "a.py", "a", "a.tar"]))
def test_any_bytes_are_a_team_or_a_refusal(data, filename):
    with contextlib.suppress(ArchiveError):
        assert isinstance(read_upload(data, filename), TeamArchive)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_zip_with_one_wrong_byte_is_a_team_or_a_refusal(place, value):
    data = bytearray(zipped(("myTeam.py", TEAM), ("a/b.txt", b"hello")))
    data[place % len(data)] = value
    with contextlib.suppress(ArchiveError):
        assert isinstance(read_upload(bytes(data), "a.zip"), TeamArchive)
