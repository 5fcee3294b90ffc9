from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth import views as auth
from django.contrib.auth.forms import PasswordChangeForm
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from . import services, throttle
from .forms import EmailForm, ResetForm, SignInForm, SignUpForm
from .permissions import Resource, requires


def _next(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of this site."""
    target = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if ours else resolve_url(settings.LOGIN_REDIRECT_URL)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignUpForm(request.POST or None)
    tried = (throttle.SIGN_UP_PLACE, throttle.place(request))
    if request.method == "POST" and throttle.wait(tried) is not None:
        form.add_error(None, "Too many accounts were made from here. Try again in an hour.")
    elif request.method == "POST" and form.is_valid():
        throttle.count(tried)
        login(request, form.save())
        return redirect(_next(request))
    context = {"form": form, "next": _next(request)}
    return render(request, "accounts/sign_up.html", context, status=_status(form))


@requires(Resource.ACCOUNT)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/account.html")


@requires(Resource.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    form = EmailForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.change_email(user=request.user, email=form.cleaned_data["email"])
        messages.success(request, "Your e-mail address is changed.")
        return redirect("accounts:account")
    return render(request, "accounts/change_email.html", {"form": form}, status=_status(form))


@requires(Resource.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    form = PasswordChangeForm(request.user, request.POST or None)
    form.fields["old_password"].label = "Your password now"
    form.fields["new_password1"].help_text = "At least 8 characters, not easy to guess."
    form.fields["new_password2"].label = "The new password again"
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, "Your password is changed.")
        return redirect("accounts:account")
    return render(request, "accounts/change_password.html", {"form": form}, status=_status(form))


def _status(form: Form) -> int:
    return 422 if form.is_bound and form.errors else 200


class SignIn(auth.LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignOut(auth.LogoutView):
    http_method_names = ["post"]


class Reset(auth.PasswordResetView):
    template_name = "accounts/reset.html"
    email_template_name = "accounts/reset_mail.txt"
    subject_template_name = "accounts/reset_subject.txt"
    form_class = ResetForm
    success_url = reverse_lazy("accounts:reset_sent")
    extra_email_context = {"site_url": settings.SITE_URL}

    def get_form(self, form_class: type[Form] | None = None) -> Form:
        form = super().get_form(form_class)
        form.request = self.request
        return form


class ResetSent(auth.PasswordResetDoneView):
    template_name = "accounts/reset_sent.html"


class ResetConfirm(auth.PasswordResetConfirmView):
    template_name = "accounts/reset_confirm.html"
    success_url = reverse_lazy("accounts:sign_in")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, "Your new password is set. Sign in with it.")
        return super().form_valid(form)
