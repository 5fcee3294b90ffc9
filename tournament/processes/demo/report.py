"""What the demo prints: its accounts, and how the tournament ended."""

from __future__ import annotations

from collections.abc import Iterable

from tournament.agents.models import Agent
from tournament.agents.states import AgentState
from tournament.processes.demo.people import Login
from tournament.standings.selectors import standings
from tournament.tournaments.models import Match, Tournament


def logins(accounts: Iterable[Login]) -> str:
    """The passwords, which nobody will see again."""
    lines = [f"  {a.username:<6} {a.password}   {a.role}" for a in accounts]
    return "\n".join(["Accounts of this demo (the passwords are shown only now):", *lines])


def verdicts(agents: Iterable[Agent]) -> str:
    """One line that says which agents passed their check."""
    agents = list(agents)
    ready = sum(agent.state == AgentState.READY for agent in agents)
    rejected = [agent.team.name for agent in agents if agent.state == AgentState.REJECTED]
    return f"{ready} of {len(agents)} agents are ready" + (
        f"; rejected: {', '.join(rejected)}." if rejected else "."
    )


def table(tournament: Tournament) -> str:
    """The final standings."""
    head = f"{'':>3} {'team':<28} {'points':>6} {'won':>4} {'drawn':>5} {'lost':>4} "
    lines = [f"{tournament.name}, final standings", f"{head}{'score':>6} {'faults':>6}"]
    for line in standings(tournament):
        tally = line.tally
        lines.append(
            f"{line.rank or '-':>3} {line.entry.team.name:<28} {tally.points:>6} {tally.won:>4} "
            f"{tally.drawn:>5} {tally.lost:>4} {tally.score:>+6} {line.faults:>6}"
        )
    return "\n".join(lines)


def pace(tournament: Tournament) -> str:
    """How long the matches took."""
    played = Match.objects.filter(job__tournament=tournament).count()
    if tournament.finished_at is None or tournament.started_at is None:
        return f"{played} matches."
    seconds = max(0.1, (tournament.finished_at - tournament.started_at).total_seconds())
    return f"{played} matches in {seconds:.0f} s: {60 * played / seconds:.0f} matches a minute."
