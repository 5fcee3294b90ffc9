from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from tournament.accounts import throttle
from tournament.accounts.models import Attempts, User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def sign_in(client: Client, name: str = "bob", password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/sign-in/", {"username": name, "password": password}, **more)


@pytest.mark.parametrize("name", ["bob", "Bob", " BOB ", "bob@uni.example", "Bob@UNI.example"])
def test_name_or_address_in_any_case_signs_in(anonymous: Client, bob: User, name: str) -> None:
    assert sign_in(anonymous, name).status_code == 302


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    anonymous: Client, bob: User
) -> None:
    errors = re.compile(r'<ul class="errorlist.*?</ul>', re.S)
    wrong = sign_in(anonymous, "bob", "wrong")
    unknown = sign_in(anonymous, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 422
    assert errors.findall(wrong.content.decode()) == errors.findall(unknown.content.decode())


def test_after_five_failures_even_the_right_password_must_wait(
    anonymous: Client, bob: User
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            assert sign_in(anonymous, password="wrong").status_code == 422
        answer = sign_in(anonymous)
        assert answer.status_code == 422
        assert "Too many tries. Wait 16 min" in answer.content.decode()
        clock.shift(timedelta(minutes=15, seconds=1))
        assert sign_in(anonymous).status_code == 302


def test_failures_of_others_elsewhere_do_not_lock_a_person_out(
    anonymous: Client, bob: User
) -> None:
    for _ in range(6):
        sign_in(anonymous, password="wrong", REMOTE_ADDR="192.0.2.7")
    assert sign_in(anonymous, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_many_names_tried_from_one_place_are_slowed_down_too(
    anonymous: Client, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "SIGN_IN_PLACE", throttle.Limit("place", 3))
    for name in ("a", "b", "c"):
        sign_in(anonymous, name, "wrong")
    assert "Too many tries" in sign_in(anonymous).content.decode()


def test_success_forgets_the_failures(anonymous: Client, bob: User) -> None:
    for _ in range(4):
        sign_in(anonymous, password="wrong")
    sign_in(anonymous)
    for _ in range(4):
        sign_in(Client(), password="wrong")
    assert sign_in(Client()).status_code == 302


def test_counters_hold_no_names_or_addresses(anonymous: Client, bob: User) -> None:
    sign_in(anonymous, password="wrong")
    keys = list(Attempts.objects.values_list("key", flat=True))
    assert len(keys) == 3
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys)


def test_the_forwarded_address_counts_only_behind_a_proxy_of_ours(rf: Any, settings: Any) -> None:
    request = rf.get("/", HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.1", REMOTE_ADDR="127.0.0.1")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert throttle.place(request) == "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert throttle.place(request) == "192.0.2.1"


def test_signing_out_needs_a_post(client_of: Any, bob: User) -> None:
    client = client_of(bob)
    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.post("/accounts/sign-out/").status_code == 302
    assert client.get("/accounts/").status_code == 302


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
    anonymous: Client, bob: User
) -> None:
    anonymous.post("/accounts/reset/", {"email": "BOB@uni.example"})
    [message] = mail.outbox
    assert message.to == ["bob@uni.example"]
    path = re.search(r"https?://[^/]+(/accounts/reset/\S+)", message.body)[1]
    page = anonymous.get(path, follow=True)
    form = {"new_password1": "seven quiet ghosts", "new_password2": "seven quiet ghosts"}
    done = anonymous.post(page.redirect_chain[-1][0], form)
    assert done.status_code == 302
    assert sign_in(Client(), password="seven quiet ghosts").status_code == 302
    assert "This link is used up" in Client().get(path, follow=True).content.decode()


def test_the_reset_page_does_not_tell_who_has_an_account(anonymous: Client, bob: User) -> None:
    known = anonymous.post("/accounts/reset/", {"email": "bob@uni.example"})
    unknown = anonymous.post("/accounts/reset/", {"email": "nobody@uni.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mail.outbox) == 1


def test_reset_mails_to_one_address_are_limited(anonymous: Client, bob: User) -> None:
    for _ in range(5):
        anonymous.post("/accounts/reset/", {"email": "bob@uni.example"})
    assert len(mail.outbox) == throttle.RESET_ADDRESS.tries


def test_a_new_address_needs_the_password_and_must_be_free(
    client_of: Any, bob: User, eve: User
) -> None:
    client = client_of(bob)
    for form in (
        {"email": "new@uni.example", "password": "wrong"},
        {"email": "EVE@uni.example", "password": PASSWORD},
    ):
        assert client.post("/accounts/email/", form).status_code == 422
    client.post("/accounts/email/", {"email": "New@uni.example", "password": PASSWORD})
    bob.refresh_from_db()
    assert bob.email == "new@uni.example"


def test_changing_the_password_keeps_this_browser_signed_in(client_of: Any, bob: User) -> None:
    here, elsewhere = client_of(bob), client_of(bob)
    new = "seven quiet ghosts"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/accounts/password/", form).status_code == 302
    assert here.get("/accounts/").status_code == 200
    assert elsewhere.get("/accounts/").status_code == 302
