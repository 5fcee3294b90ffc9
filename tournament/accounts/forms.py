from __future__ import annotations

import hmac
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest

from . import throttle
from .models import User
from .names import MAX_USERNAME, clean_email, clean_username


class SignUpForm(forms.ModelForm):
    """Name, address, password; an invite code where the site asks for one."""

    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
        help_text="At least 8 characters, and nothing that is easy to guess.",
    )
    invite_code = forms.CharField(
        max_length=100, help_text="The code that your instructor gave to the class."
    )

    class Meta:
        model = User
        fields = ["username", "email"]
        labels = {"username": "User name", "email": "E-mail address"}
        help_texts = {
            "username": f"1 to {MAX_USERNAME} letters, digits, dots, dashes or underscores."
            " Other students see it."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update(autocomplete="username", autocapitalize="none")
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        if settings.REGISTRATION != "invite":
            del self.fields["invite_code"]
        if settings.REGISTRATION == "domain":
            domains = " or ".join(f"@{domain}" for domain in settings.REGISTRATION_DOMAINS)
            self.fields["email"].help_text = f"An address that ends with {domains}."

    def clean_username(self) -> str:
        return clean_username(self.cleaned_data["username"])

    def clean_email(self) -> str:
        email = clean_email(self.cleaned_data["email"])
        domain = email.rpartition("@")[2]
        if settings.REGISTRATION == "domain" and domain not in settings.REGISTRATION_DOMAINS:
            raise ValidationError("Use your address at the course's institution.", code="domain")
        return email

    def clean_invite_code(self) -> str:
        code = self.cleaned_data["invite_code"].strip()
        if not hmac.compare_digest(code.encode(), settings.REGISTRATION_INVITE_CODE.encode()):
            raise ValidationError(
                "This is not the code of this course. Ask your instructor for it."
            )
        return code

    def _post_clean(self) -> None:
        super()._post_clean()
        if "username" in self.errors or "email" in self.errors:
            # The model says the same once more, of the whole form.
            self.errors.pop(NON_FIELD_ERRORS, None)
        password = self.cleaned_data.get("password")
        if password:
            try:
                password_validation.validate_password(password, self.instance)
            except ValidationError as error:
                self.add_error("password", error)

    def save(self, commit: bool = True) -> User:
        self.instance.set_password(self.cleaned_data["password"])
        return super().save(commit)


class SignInForm(AuthenticationForm):
    """User name or e-mail address, and password; slows down after too many failures."""

    error_messages = {
        "invalid_login": "This name and password do not belong together. Check both,"
        " or ask for a new password below.",
        "inactive": "This account is closed. Ask your instructor.",
        "slow": "Too many tries. Wait %(minutes)s min, or ask for a new password below.",
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = "User name or e-mail address"
        # Longer than a user name, because an address may stand here.
        self.fields["username"].max_length = 254
        self.fields["username"].widget.attrs.update(maxlength=254)
        self.fields["username"].validators = []

    def clean_username(self) -> str:
        name = self.cleaned_data["username"].strip().lower()
        if "@" not in name:
            return name
        user = User.objects.filter(email=clean_email(name)).only("username").first()
        return user.username if user else name

    def clean(self) -> dict[str, Any]:
        tried = self._tried()
        left = throttle.wait(*tried)
        if left is not None:
            minutes = int(left.total_seconds() // 60) + 1
            raise ValidationError(
                self.error_messages["slow"], code="slow", params={"minutes": minutes}
            )
        try:
            cleaned = super().clean()
        except ValidationError:
            throttle.count(*tried)
            raise
        throttle.forget(tried[0], tried[1])
        return cleaned

    def _tried(self) -> list[tuple[throttle.Limit, str]]:
        name = self.cleaned_data.get("username", "")
        place = throttle.place(self.request) if self.request else ""
        return [
            (throttle.SIGN_IN_NAME_AND_PLACE, f"{name}|{place}"),
            (throttle.SIGN_IN_NAME, name),
            (throttle.SIGN_IN_PLACE, place),
        ]


class ResetForm(PasswordResetForm):
    """Asks for the address to send a new password to."""

    request: HttpRequest | None = None

    def clean_email(self) -> str:
        email = clean_email(self.cleaned_data["email"])
        place = throttle.place(self.request) if self.request else ""
        tried = [(throttle.RESET_ADDRESS, email), (throttle.RESET_PLACE, place)]
        if throttle.wait(*tried) is not None:
            raise ValidationError("Several messages were sent already. Wait a quarter of an hour.")
        throttle.count(*tried)
        return email


class EmailForm(forms.Form):
    """A new address, confirmed by the password."""

    email = forms.EmailField(label="New e-mail address", max_length=254)
    password = forms.CharField(
        label="Your password",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError("This is not your password.")
        return self.cleaned_data["password"]

    def clean_email(self) -> str:
        email = clean_email(self.cleaned_data["email"])
        if User.objects.filter(email=email).exclude(pk=self.user.pk).exists():
            raise ValidationError("There is an account with this address already.")
        return email
