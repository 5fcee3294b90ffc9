from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from tournament.accounts.models import User
from tournament.agents.models import INVITATION_LIFE, Invitation, Membership
from tournament.agents.refusals import Refusal
from tournament.agents.services import invitations, teams

pytestmark = pytest.mark.django_db


def path_of(invitation: Invitation) -> str:
    return "/" + invitation.link.split("/", 3)[3]


def test_an_invited_person_finds_the_invitation_and_joins(
    client_of: Any, bob: User, vic: User, bobs_team: Any
) -> None:
    client_of(bob).post("/my-team/invite/", {"who": " VIC "})
    invitation = Invitation.objects.get()
    assert "Night Owls" in client_of(vic).get("/my-team/").content.decode()
    client_of(vic).post(f"/invitations/{invitation.pk}/answer/", {"answer": "accept"})
    assert Membership.objects.get(user=vic).team == bobs_team
    invitation.refresh_from_db()
    assert invitation.state == "accepted"


def test_a_declined_invitation_is_over(
    client_of: Any, bob: User, vic: User, bobs_team: Any
) -> None:
    invitation = invitations.invite(team=bobs_team, by=bob, who="vic")
    for answer in ("decline", "accept"):
        client_of(vic).post(f"/invitations/{invitation.pk}/answer/", {"answer": answer})
    invitation.refresh_from_db()
    assert invitation.state == "declined"
    assert not Membership.objects.filter(user=vic).exists()


def test_a_mailed_link_lets_whoever_has_it_join_once(
    client_of: Any,
    bob: User,
    vic: User,
    eve: User,
    bobs_team: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client_of(bob).post("/my-team/invite/", {"who": "Friend@Uni.example"})
    invitation = Invitation.objects.get()
    [message] = mail.outbox
    assert message.to == ["friend@uni.example"]
    assert invitation.link in message.body
    assert "Night Owls invites you" in client_of(vic).get(path_of(invitation)).content.decode()
    client_of(vic).post(path_of(invitation), {"answer": "accept"})
    client_of(eve).post(path_of(invitation), {"answer": "accept"})
    assert set(bobs_team.members.all()) == {bob, vic}


def test_whether_an_address_has_an_account_stays_unsaid(
    client_of: Any, bob: User, vic: User, bobs_team: Any
) -> None:
    for who in ("vic@uni.example", "nobody@uni.example"):
        page = client_of(bob).post("/my-team/invite/", {"who": who}, follow=True)
        assert f"A link is on its way to {who}." in page.content.decode()


@pytest.mark.parametrize("token", ["abc", "Mg:1:2", "1"])
def test_a_forged_link_is_not_found(client_of: Any, vic: User, token: str) -> None:
    assert client_of(vic).get(f"/invitations/{token}/").status_code == 404


def test_an_invitation_keeps_its_one_link(bob: User, bobs_team: Any) -> None:
    invitation = invitations.invite(team=bobs_team, by=bob, who="x@uni.example")
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        later = Invitation.objects.get()
        assert later.link == invitation.link
        assert Invitation.of_link(later.link.rstrip("/").rpartition("/")[2]) == invitation.pk


def test_an_invitation_ends_after_two_weeks(
    client_of: Any, bob: User, vic: User, bobs_team: Any
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        invitation = invitations.invite(team=bobs_team, by=bob, who="vic")
        clock.shift(INVITATION_LIFE + timedelta(seconds=1))
        with pytest.raises(Refusal, match="too old"):
            invitations.accept(invitation=invitation, user=vic)
        assert "Nobody has invited you yet" in client_of(vic).get("/my-team/").content.decode()
        assert invitations.invite(team=bobs_team, by=bob, who="vic").is_open


def test_a_withdrawn_invitation_cannot_be_accepted(
    client_of: Any, bob: User, vic: User, bobs_team: Any
) -> None:
    invitation = invitations.invite(team=bobs_team, by=bob, who="vic")
    client_of(bob).post(f"/invitations/{invitation.pk}/revoke/")
    with pytest.raises(Refusal):
        invitations.accept(invitation=invitation, user=vic)


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("nobody", "Nobody here has the user name nobody"),
        ("bob", "bob is in your team already"),
        ("a@", "neither a user name nor an e-mail address"),
        ("", "required"),
    ],
)
def test_a_wrong_name_is_answered_beside_the_field(
    client_of: Any, bob: User, bobs_team: Any, who: str, words: str
) -> None:
    answer = client_of(bob).post("/my-team/invite/", {"who": who})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_nobody_is_invited_twice_at_a_time(bob: User, vic: User, bobs_team: Any) -> None:
    for who in ("vic", "x@uni.example"):
        invitations.invite(team=bobs_team, by=bob, who=who)
        with pytest.raises(Refusal, match="invited already"):
            invitations.invite(team=bobs_team, by=bob, who=who.upper())


def test_a_full_team_takes_nobody_more(
    bob: User, vic: User, make_user: Any, bobs_team: Any
) -> None:
    invitation = invitations.invite(team=bobs_team, by=bob, who="vic")
    for number in range(teams.MAX_MEMBERS - 1):
        Membership.objects.create(team=bobs_team, user=make_user(f"m{number}"))
    with pytest.raises(Refusal, match="is full"):
        invitations.accept(invitation=invitation, user=vic)
    with pytest.raises(Refusal, match="is full"):
        invitations.invite(team=bobs_team, by=bob, who="x@uni.example")


def test_open_invitations_are_limited(bob: User, bobs_team: Any) -> None:
    for number in range(invitations.MAX_OPEN):
        invitations.invite(team=bobs_team, by=bob, who=f"m{number}@uni.example")
    with pytest.raises(Refusal, match="Withdraw one first"):
        invitations.invite(team=bobs_team, by=bob, who="more@uni.example")


def test_a_member_of_another_team_must_leave_it_first(
    client_of: Any, bob: User, eve: User, bobs_team: Any, eves_team: Any
) -> None:
    invitation = invitations.invite(team=bobs_team, by=bob, who="eve")
    with pytest.raises(Refusal, match="Leave it first"):
        invitations.accept(invitation=invitation, user=eve)
    invitation.refresh_from_db()
    assert invitation.state == "open"


def test_a_mail_server_that_is_down_loses_no_invitation(
    client_of: Any,
    bob: User,
    bobs_team: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("tournament.agents.mail.send_mail", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(bob).post("/my-team/invite/", {"who": "x@uni.example"})
    assert Invitation.objects.get().link in client_of(bob).get("/my-team/").content.decode()
