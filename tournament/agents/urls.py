from __future__ import annotations

from django.urls import path

from .views import instructor, invitations, team, uploads

app_name = "agents"
urlpatterns = [
    path("my-team/", team.my_team, name="my_team"),
    path("my-team/status/", team.status, name="status"),
    path("my-team/versions/", team.versions, name="versions"),
    path("my-team/found/", team.found, name="found"),
    path("my-team/leave/", team.leave, name="leave"),
    path("my-team/upload/", uploads.send, name="upload"),
    path("my-team/invite/", invitations.send, name="invite"),
    path("memberships/<int:pk>/remove/", team.remove, name="remove"),
    path("invitations/<int:pk>/answer/", invitations.answer, name="answer"),
    path("invitations/<int:pk>/revoke/", invitations.revoke, name="revoke"),
    path("invitations/<str:token>/", invitations.by_link, name="invitation"),
    path("teams/<slug:slug>/", team.team, name="team"),
    path("agents/<int:pk>/", uploads.report, name="agent"),
    path("agents/<int:pk>/report/", uploads.report_part, name="report"),
    path("agents/<int:pk>/source/", uploads.source, name="source"),
    path("agents/<int:pk>/film.gif", uploads.film, name="film"),
    path("agents/<int:pk>/again/", uploads.again, name="again"),
    path("instructor/", instructor.overview, name="instructor"),
    path("instructor/teams/", instructor.teams, name="teams"),
    path("instructor/people/", instructor.people, name="people"),
    path("instructor/people/promote/", instructor.promote, name="promote"),
]
