from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from pacman_engine.layout import LayoutError, layout_names, load_layout
from pacman_engine.teams.limits import TimeLimits
from tournament.accounts.names import clean_title, same_name_key
from tournament.agents.models import Team
from tournament.agents.selectors import ready_agents
from tournament.agents.states import AgentState
from tournament.backends import Standing, offered

from .models import (
    MAX_LENGTH,
    MAX_NAME,
    MAX_ROUNDS,
    MIN_LENGTH,
    Backend,
    RulesName,
    Tournament,
)
from .worst_case import WorstCase

MAX_MAZES = 20
MAX_SEED = 10**9
ALL, CHOSEN = "all", "chosen"
DEFAULTS = TimeLimits()
LIMITS = ("startup", "move", "warning", "warnings", "total")
BACKENDS = {
    Backend.WASM: "Sandbox: nothing gets out of it, and time is counted in instructions, so that "
    "every machine gives the same result",
    Backend.NATIVE: "Native: processes behind this server's locks; agents may import what is "
    "installed here, such as numpy, and results cannot be compared bit for bit",
    Backend.PROCESS: "Light isolation: plain processes with limits, for people whom you trust",
}


def _seconds(name: str, label: str, help_text: str, most: int) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        help_text=help_text,
        min_value=0.01,
        max_value=most,
        initial=f"{getattr(DEFAULTS, name):g}",
        widget=forms.NumberInput(attrs={"step": "any"}),
    )


class TournamentForm(forms.Form):
    """Everything that an instructor decides about a tournament before it starts."""

    name = forms.CharField(max_length=MAX_NAME)
    field = forms.ChoiceField(
        label="Who takes part",
        choices=[(ALL, "Every team with a ready agent"), (CHOSEN, "Only the teams chosen below")],
        initial=ALL,
        widget=forms.RadioSelect,
    )
    teams = forms.ModelMultipleChoiceField(
        label="Chosen teams",
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    submissions_close_at = forms.DateTimeField(
        label="Submissions close at",
        help_text="Later versions do not take part. Empty: whatever is ready at the start.",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    rules = forms.ChoiceField(
        choices=[
            (RulesName.MODERN, "Modern: the rules of today's courses"),
            (RulesName.CLASSIC, "Classic: the rules of the first contests"),
        ],
        initial=RulesName.MODERN,
        widget=forms.RadioSelect,
    )
    layouts = forms.MultipleChoiceField(
        label="Layouts",
        help_text="Each job draws two boards by lot: two matches on one, one match on the other.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mazes = forms.CharField(
        label="Random mazes",
        help_text="Seeds, separated by commas; each makes one more layout. For example: 7, 42",
        required=False,
        max_length=300,
    )
    length = forms.IntegerField(
        label="Moves in a match",
        help_text="Of all four agents together.",
        min_value=MIN_LENGTH,
        max_value=MAX_LENGTH,
        initial=1200,
    )
    rounds = forms.IntegerField(
        help_text="In every round each team meets each other once, in three matches.",
        min_value=1,
        max_value=MAX_ROUNDS,
        initial=1,
    )
    backend = forms.ChoiceField(
        label="Where agents run",
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "This server cannot run agents in that way."},
    )
    startup = _seconds("startup", "Seconds to start", "For loading and each agent's start-up.", 120)
    move = _seconds("move", "Seconds for one move", "More than that loses the match.", 60)
    warning = _seconds("warning", "Seconds to a warning", "A slower move earns a warning.", 60)
    warnings = forms.IntegerField(
        label="Lost at warning",
        min_value=1,
        max_value=100,
        initial=DEFAULTS.warnings,
        help_text="So many of an agent lose the match.",
    )
    total = _seconds("total", "Seconds in all", "For all moves of one agent in one match.", 3600)
    counts = forms.BooleanField(
        label="Counts for the leaderboard",
        help_text="Leave it unchecked for a trial run.",
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, tournament: Tournament | None = None, **kwargs: Any) -> None:
        self.tournament = tournament
        kwargs.setdefault("initial", _initial(tournament))
        super().__init__(*args, **kwargs)
        self.standings = offered()
        self.fields["backend"].choices = [  # type: ignore[attr-defined]
            (one.name, BACKENDS[one.name]) for one in self.standings if _can_be_chosen(one)
        ]
        ready = Team.objects.filter(agents__state=AgentState.READY).distinct().order_by("name")
        self.fields["teams"].queryset = ready  # type: ignore[attr-defined]
        self.fields["layouts"].choices = [  # type: ignore[attr-defined]
            (name, _layout_label(name)) for name in layout_names()
        ]

    @property
    def notes(self) -> list[str]:
        """What the backends lack here, as sentences."""
        named = {Backend(one.name).label: one.missing for one in self.standings}
        return [f"{label}: {missing}" for label, missing in named.items() if missing]

    @property
    def limits_are_wrong(self) -> bool:
        return any(self[name].errors for name in LIMITS)

    @property
    def worst_case(self) -> WorstCase:
        """Of what stands in the form; of the defaults where that is no number."""
        limits = {name: self._number(name) for name in LIMITS}
        rounds, length = int(self._number("rounds")), int(self._number("length"))
        return WorstCase.of(teams=self._teams(), rounds=rounds, length=length, limits=limits)

    @property
    def ready_teams(self) -> int:
        """How many teams would take part if every team with a ready agent did."""
        return ready_agents().filter(native_only=False).count()

    @property
    def native_teams(self) -> int:
        """How many teams' latest agent can play only in a native tournament."""
        return ready_agents().filter(native_only=True).count()

    def _number(self, name: str) -> float:
        default = self.get_initial_for_field(self.fields[name], name)
        return float((self.cleaned_data if self.is_bound else {}).get(name, default))

    def _teams(self) -> int:
        if self["field"].value() == CHOSEN:
            return len(self["teams"].value() or ())
        return self.ready_teams

    def clean_name(self) -> str:
        name = clean_title(self.cleaned_data["name"], longest=MAX_NAME)
        same = Tournament.objects.filter(name_key=same_name_key(name))
        if self.tournament is not None:
            same = same.exclude(pk=self.tournament.pk)
        if same.exists():
            raise ValidationError("There is a tournament of this name. Choose another one.")
        return name

    def clean_mazes(self) -> list[str]:
        words = [word for word in self.cleaned_data["mazes"].replace(",", " ").split() if word]
        if len(words) > MAX_MAZES:
            raise ValidationError(f"Give at most {MAX_MAZES} seeds.")
        for word in words:
            if not (word.isascii() and word.isdigit() and int(word) < MAX_SEED):
                raise ValidationError("Seeds are whole numbers below 1 000 000 000, such as 7, 42.")
        return [f"RANDOM{int(word)}" for word in dict.fromkeys(words)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("field") == CHOSEN and len(data.get("teams") or ()) < 2:
            self.add_error("teams", "Choose at least two teams.")
        layouts = [*data.get("layouts", ()), *data.get("mazes", ())]
        if len(layouts) < 2 and "layouts" in data and "mazes" in data:
            self.add_error("layouts", "Choose at least two layouts or mazes.")
        if data.get("warning", 0) > data.get("move", 0):
            self.add_error("warning", "The warning must come before the move is lost.")
        return data

    def values(self) -> dict[str, Any]:
        """What the services take, from a form that is valid."""
        data = self.cleaned_data
        limits = {name: data[name] for name in LIMITS}
        return {
            "name": data["name"],
            "teams": list(data["teams"]) if data["field"] == CHOSEN else [],
            "submissions_close_at": data["submissions_close_at"],
            "rules": data["rules"],
            "backend": data["backend"],
            "layouts": [*data["layouts"], *data["mazes"]],
            "length": data["length"],
            "rounds": data["rounds"],
            "limits": {**DEFAULTS.document(), **limits},
            "counts": data["counts"],
        }


def _initial(tournament: Tournament | None) -> dict[str, Any]:
    if tournament is None:
        return {"layouts": layout_names(), "backend": settings.SANDBOX}
    mazes = [name for name in tournament.layouts if name.startswith("RANDOM")]
    return {
        "name": tournament.name,
        "field": ALL if tournament.all_ready else CHOSEN,
        "teams": tournament.teams.all(),
        "submissions_close_at": tournament.submissions_close_at,
        "rules": tournament.rules,
        "backend": tournament.backend,
        "layouts": [name for name in tournament.layouts if name not in mazes],
        "mazes": ", ".join(name.removeprefix("RANDOM") for name in mazes),
        "length": tournament.length,
        "rounds": tournament.rounds,
        "counts": tournament.counts,
        **tournament.limits,
    }


def _can_be_chosen(standing: Standing) -> bool:
    # The sandbox can be chosen before its image is built; the start asks for it.
    return standing.complete or standing.name == Backend.WASM


def _layout_label(name: str) -> str:
    try:
        layout = load_layout(name)
    except LayoutError:
        return name
    return f"{name} ({layout.width} x {layout.height})"


class TakeOutForm(forms.Form):
    """Taking a team out of a tournament."""

    state = forms.ChoiceField(
        choices=[("withdrawn", "Withdraw"), ("disqualified", "Disqualify")],
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(max_length=200, required=False)
