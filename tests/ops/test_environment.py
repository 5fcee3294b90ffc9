from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from tournament import environment as env


def test_a_value_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("kept in a file\n")
    monkeypatch.setenv("PASS_FILE", str(tmp_path / "key"))
    assert env.text("PASS") == "kept in a file"


def test_a_value_and_a_file_for_it_are_one_too_many(monkeypatch, tmp_path):
    monkeypatch.setenv("PASS", "a")
    monkeypatch.setenv("PASS_FILE", str(tmp_path / "key"))
    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.text("PASS")


def test_a_file_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PASS_FILE", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured, match="PASS_FILE cannot be read"):
        env.text("PASS")


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("On", True), ("", False), ("no", False)]
)
def test_a_switch_is_on_or_off(monkeypatch, value, expected):
    monkeypatch.setenv("SWITCH", value)
    assert env.flag("SWITCH") is expected


def test_a_switch_is_nothing_else(monkeypatch):
    monkeypatch.setenv("SWITCH", "maybe")
    with pytest.raises(ImproperlyConfigured, match="SWITCH must be 1 or 0"):
        env.flag("SWITCH")


@pytest.mark.parametrize("value", ["x", "-1", "11", "1.5", "", "٣"])
def test_a_number_keeps_its_bounds(monkeypatch, value):
    monkeypatch.setenv("COUNT", value)
    with pytest.raises(ImproperlyConfigured, match="COUNT must be a whole number from 0 to 10"):
        env.number("COUNT", 5, most=10)


def test_a_choice_names_its_choices(monkeypatch):
    monkeypatch.setenv("MODE", "closed")
    with pytest.raises(ImproperlyConfigured, match="one of open, invite"):
        env.choice("MODE", "open", ("open", "invite"))


def test_names_are_split_at_commas(monkeypatch):
    monkeypatch.setenv("HOSTS", " a.example, ,b.example")
    assert env.names("HOSTS") == ["a.example", "b.example"]


def test_a_secret_key_is_made_once_even_by_many_at_once(tmp_path):
    path = tmp_path / "secret_key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: env.secret_key("NO_SUCH_KEY", path), range(16)))
    assert len(keys) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["secret_key"]


def test_a_short_secret_key_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("KEY", "short")
    with pytest.raises(ImproperlyConfigured, match="at least 32"):
        env.secret_key("KEY", tmp_path / "key")


def load_settings(tmp_path, expression: str, **values: str) -> subprocess.CompletedProcess[str]:
    code = f"import json; from tournament import settings as s; print(json.dumps({expression}))"
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**keep, "VAR_DIR": str(tmp_path / "var"), **values},
        capture_output=True,
        text=True,
    )


def test_the_defaults_are_a_private_site_on_this_machine(tmp_path):
    done = load_settings(
        tmp_path,
        "[s.DEBUG, s.ALLOWED_HOSTS, s.DATABASES['default']['ENGINE'], s.ALLOW_LIGHT_ISOLATION]",
    )
    debug, hosts, engine, light = json.loads(done.stdout)
    assert (debug, light) == (False, False)
    assert set(hosts) == {"localhost", "127.0.0.1", "[::1]"}
    assert engine == "django.db.backends.sqlite3"
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_agents_run_in_the_sandbox_and_images_lie_in_var_unless_told_otherwise(tmp_path):
    words = "[s.SANDBOX, s.NATIVE_TRUSTED, str(s.IMAGES), str(images_folder())]"
    expression = f"(lambda images_folder: {words})({IMAGES_FOLDER})"
    own = str(tmp_path / "var" / "images")
    assert json.loads(load_settings(tmp_path, expression).stdout) == ["wasm", False, own, own]
    (tmp_path / "where").write_text("/srv/images\n")
    done = load_settings(tmp_path, expression, IMAGES_DIR_FILE=str(tmp_path / "where"))
    assert json.loads(done.stdout)[2:] == ["/srv/images"] * 2


IMAGES_FOLDER = "__import__('pacman_engine.runtime', fromlist=['x']).images_folder"


def test_https_turns_on_the_secure_cookies(tmp_path):
    done = load_settings(
        tmp_path,
        "[s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.ALLOWED_HOSTS]",
        SITE_URL="https://contest.example/",
    )
    assert json.loads(done.stdout)[:3] == [True, True, True]
    assert "contest.example" in json.loads(done.stdout)[3]


def test_mysql_speaks_utf8mb4_through_a_socket(tmp_path):
    done = load_settings(
        tmp_path,
        "s.DATABASES['default']",
        DATABASE_URL="mysql://u:p%40ss@localhost/contest?unix_socket=/run/db.sock",
    )
    database = json.loads(done.stdout)
    assert database["PASSWORD"] == "p@ss"
    assert database["OPTIONS"]["charset"] == "utf8mb4"
    assert database["OPTIONS"]["unix_socket"] == "/run/db.sock"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "perhaps", "DEBUG must be 1 or 0"),
        ("DATABASE_URL", "postgres://u@h/d", "only sqlite and mysql"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL must look like"),
        ("SITE_URL", "contest.example", "SITE_URL must be an address"),
        ("REGISTRATION", "closed", "REGISTRATION must be one of"),
        ("REGISTRATION", "invite", "REGISTRATION_INVITE_CODE"),
        ("REGISTRATION", "domain", "REGISTRATION_DOMAINS"),
        ("UPLOAD_MAX_BYTES", "10", "UPLOAD_MAX_BYTES must be a whole number"),
        ("SECRET_KEY", "short", "SECRET_KEY must have at least 32 characters"),
        ("VAR_DIR", "/proc/none", "VAR_DIR: the directory cannot be made"),
        ("TIME_ZONE", "Mars/Olympus", "TIME_ZONE"),
        ("PYMW_INTERFACE", "teleport", "PYMW_INTERFACE must be one of"),
        ("SANDBOX", "none", "SANDBOX must be one of wasm, native, process"),
        ("SANDBOX", "native", "SANDBOX=native needs NATIVE_TRUSTED=1"),
        ("SANDBOX", "process", "SANDBOX=process needs ALLOW_LIGHT_ISOLATION=1"),
    ],
)
def test_a_wrong_value_stops_at_once_with_a_sentence(tmp_path, name, value, sentence):
    done = load_settings(tmp_path, "1", **{name: value})
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert sentence in done.stderr.splitlines()[-1]
