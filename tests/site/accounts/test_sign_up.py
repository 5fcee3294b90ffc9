from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tournament.accounts.models import Role, User
from tournament.accounts.names import MAX_USERNAME, clean_title, clean_username

pytestmark = pytest.mark.django_db
GOOD = {"username": "zoe", "email": "zoe@uni.example", "password": "correct horse battery"}


def sign_up(client: Client, **changes: str) -> Any:
    return client.post("/accounts/sign-up/", {**GOOD, **changes})


def test_signing_up_makes_a_student_and_signs_in(anonymous: Client) -> None:
    answer = sign_up(anonymous)
    assert answer.status_code == 302
    zoe = User.objects.get()
    assert (zoe.username, zoe.role, zoe.is_demo) == ("zoe", Role.STUDENT, False)
    assert anonymous.get("/my-team/").status_code == 200


def test_nobody_can_sign_up_as_an_instructor(anonymous: Client) -> None:
    sign_up(anonymous, role="instructor", is_staff="on", is_superuser="on")
    zoe = User.objects.get()
    assert (zoe.role, zoe.is_staff, zoe.is_superuser) == (Role.STUDENT, False, False)


@pytest.mark.parametrize("email", ["zoe@uni.example", "ZOE@Uni.Example", " zoe@UNI.example "])
def test_an_address_counts_once_in_any_case(anonymous: Client, make_user: Any, email: str) -> None:
    make_user("other", email="zoe@uni.example")
    answer = sign_up(anonymous, email=email)
    assert answer.status_code == 422
    assert "There is an account with this address already." in answer.content.decode()


@pytest.mark.parametrize("username", ["bob", "BOB", "\uff42\uff4f\uff42"])
def test_a_name_counts_once_in_any_case_or_width(
    anonymous: Client, bob: User, username: str
) -> None:
    answer = sign_up(anonymous, username=username)
    assert answer.status_code == 422
    assert "This user name is taken" in answer.content.decode()


@pytest.mark.parametrize(
    "username", ["", "a b", "-x", "x" * 31, "<b>", "bob@uni", "b\u0301b", "x/y"]
)
def test_a_name_that_cannot_be_typed_everywhere_is_refused(
    anonymous: Client, username: str
) -> None:
    assert sign_up(anonymous, username=username).status_code == 422
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "12345678901", "password123", "zoe@uni.example"])
def test_an_easy_password_is_refused_beside_its_field(anonymous: Client, password: str) -> None:
    answer = sign_up(anonymous, password=password)
    assert answer.status_code == 422
    assert 'id="id_password_error"' in answer.content.decode()


def test_an_invite_code_is_asked_for_and_compared(anonymous: Client, settings: Any) -> None:
    settings.REGISTRATION, settings.REGISTRATION_INVITE_CODE = "invite", "maze-at-night"
    assert sign_up(anonymous).status_code == 422
    assert sign_up(anonymous, invite_code="maze-at-noon").status_code == 422
    assert sign_up(anonymous, invite_code=" maze-at-night ").status_code == 302


@pytest.mark.parametrize(
    ("email", "taken"),
    [
        ("zoe@uni.example", True),
        ("zoe@UNI.example", True),
        ("zoe@evil.example", False),
        ("zoe@sub.uni.example", False),
        ("zoe@uni.example.evil.org", False),
    ],
)
def test_only_addresses_of_the_domain_may_sign_up(
    anonymous: Client, settings: Any, email: str, taken: bool
) -> None:
    settings.REGISTRATION, settings.REGISTRATION_DOMAINS = "domain", ["uni.example"]
    assert (sign_up(anonymous, email=email).status_code == 302) is taken
    assert "@uni.example" in anonymous.get("/accounts/sign-up/").content.decode() or taken


def test_after_signing_up_one_lands_where_one_wanted_to_go(anonymous: Client) -> None:
    assert sign_up(anonymous, next="/guide/").url == "/guide/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_a_foreign_site(anonymous: Client, target: str) -> None:
    assert sign_up(anonymous, next=target).url == "/my-team/"


@given(st.text(max_size=60))
def test_a_clean_user_name_stays_as_it_is(text: str) -> None:
    try:
        name = clean_username(text)
    except ValidationError:
        return
    assert clean_username(name) == name
    assert name.isascii()
    assert len(name) <= MAX_USERNAME


@given(st.text(max_size=60))
def test_a_clean_title_is_printable_and_stays_as_it_is(text: str) -> None:
    try:
        name = clean_title(text, longest=40)
    except ValidationError:
        return
    assert clean_title(name, longest=40) == name
    assert name.isprintable()
    assert 1 <= len(name) <= 40


@pytest.mark.parametrize(("field", "value"), [("username", "a b"), ("email", "x@y.z")])
def test_what_is_wrong_is_said_once(anonymous: Client, field: str, value: str) -> None:
    form = sign_up(anonymous, **{field: value}).context["form"]
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1
