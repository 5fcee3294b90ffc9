from __future__ import annotations

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("accounts/", views.account, name="account"),
    path("accounts/sign-up/", views.sign_up, name="sign_up"),
    path("accounts/sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("accounts/sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("accounts/email/", views.change_email, name="change_email"),
    path("accounts/password/", views.change_password, name="change_password"),
    path("accounts/reset/", views.Reset.as_view(), name="reset"),
    path("accounts/reset/sent/", views.ResetSent.as_view(), name="reset_sent"),
    path(
        "accounts/reset/<uidb64>/<token>/",
        views.ResetConfirm.as_view(),
        name="password_reset_confirm",
    ),
]
