"""Uploading a version; its check report, source and film."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from pacman_engine.teams.archive import ArchiveError
from tournament import store
from tournament.accounts.permissions import Resource, require, requires
from tournament.tournaments.time_use import TimeUse, time_plot

from .. import selectors
from ..forms import InviteForm, UploadForm
from ..models import Agent, Team
from ..refusals import Refusal
from ..services.checks import check_again
from ..services.uploads import upload
from ..steps import steps_of
from .team import team_page


@requires(Resource.ACCOUNT)
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Takes an upload; answers in JSON to the script of the drop zone, else with pages."""
    team = selectors.team_of(request.user)
    if team is None:
        messages.error(request, "Found a team or join one first; then you can upload.")
        return redirect("agents:my_team")
    form = UploadForm(request.POST, request.FILES, too_large=_too_large(request))
    agent = _take(request, team, form)
    scripted = "application/json" in request.headers.get("Accept", "")
    if agent is None and scripted:
        return JsonResponse({"error": form.first_error()}, status=422)
    if agent is None:
        return team_page(request, team, form, InviteForm(), status=422)
    if scripted:
        return JsonResponse({"location": agent.get_absolute_url()}, status=201)
    return redirect(agent)


def _take(request: HttpRequest, team: Team, form: UploadForm) -> Agent | None:
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        return upload(team=team, user=request.user, filename=file.name, data=file.read())
    except (Refusal, ArchiveError) as refused:
        form.refuse(str(refused))
    return None


def _too_large(request: HttpRequest) -> str:
    request.FILES  # noqa: B018 (reading the files is what finds out)
    if not getattr(request, "upload_too_large", False):
        return ""
    limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
    return f"The file is larger than {limit}. Leave out what your agent does not need."


def _agent(request: HttpRequest, pk: int, resource: Resource) -> Agent:
    agents = Agent.objects.select_related("team", "check_row", "uploaded_by")
    agent = get_object_or_404(agents, pk=pk)
    require(request.user, resource, agent.team)
    return agent


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The check report of one version."""
    return _report(request, pk, "agents/agent.html")


@require_safe
def report_part(request: HttpRequest, pk: int) -> HttpResponse:
    """The live part of the report."""
    return _report(request, pk, "agents/report.html")


def _report(request: HttpRequest, pk: int, template: str) -> HttpResponse:
    agent = _agent(request, pk, Resource.LOGS)
    check = agent.check_row
    context = {
        "agent": agent,
        "check": check,
        "report": check.report,
        "steps": steps_of(check),
        "fault": check.report.get("fault"),
        "live": not check.is_over,
        "plot": time_plot(TimeUse.of_check(check.report.get("time"))),
        "own": request.user.team_id == agent.team_id,
        "gif_url": reverse("agents:film", args=[agent.pk]) if check.gif_sha256 else "",
    }
    return render(request, template, context)


@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The uploaded files as a zip."""
    agent = _agent(request, pk, Resource.SOURCE)
    name = f"{agent.team.slug}-v{agent.version}.zip"
    return _stored(agent.sha256, "application/zip", name)


@require_safe
def film(request: HttpRequest, pk: int) -> HttpResponse:
    """The GIF of the match against the baseline."""
    return _stored(_agent(request, pk, Resource.LOGS).check_row.gif_sha256, "image/gif")


def _stored(sha256: str, content_type: str, attachment: str = "") -> HttpResponse:
    try:
        content = store.get(sha256)
    except store.Missing as error:
        raise Http404 from error
    answer = HttpResponse(content, content_type=content_type)
    answer["Cache-Control"] = "private, max-age=3600"
    if attachment:
        answer["Content-Disposition"] = content_disposition_header(True, attachment)
    return answer


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Checks a version again whose check broke through a fault of ours."""
    agent = _agent(request, pk, Resource.LOGS)
    try:
        check_again(agent=agent)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(agent)
