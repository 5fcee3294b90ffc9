from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tournament.accounts.names import clean_title

from .models import MAX_TEAM_NAME

CONSENT = (
    "I agree that this code runs on the machines of the course and, if a tournament says so,"
    " on machines of volunteers."
)


class TeamForm(forms.Form):
    name = forms.CharField(
        label="Name of the team",
        max_length=200,
        help_text=f"At most {MAX_TEAM_NAME} characters. Everybody sees it.",
    )

    def clean_name(self) -> str:
        return clean_title(self.cleaned_data["name"], longest=MAX_TEAM_NAME)


class InviteForm(forms.Form):
    who = forms.CharField(label="User name or e-mail address", max_length=254)


class UploadForm(forms.Form):
    """The file and the consent; what is in the file is looked at by the upload service."""

    file = forms.FileField(
        label="A .py file, or a .zip with all your files",
        allow_empty_file=True,
        max_length=1000,
        error_messages={"required": "Choose the file with your agent first."},
        widget=forms.FileInput(attrs={"accept": ".py,.zip"}),
    )
    consent = forms.BooleanField(
        label=CONSENT,
        error_messages={"required": "Without this consent the site cannot run your agent."},
    )

    def __init__(self, *args: Any, too_large: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["file"].error_messages["required"] = too_large

    def refuse(self, sentence: str) -> None:
        """Shows why the file was not taken."""
        self.add_error("file", ValidationError(sentence))

    def first_error(self) -> str:
        """One sentence for a reader who sees only one."""
        return next(iter(self.errors.values()))[0]
