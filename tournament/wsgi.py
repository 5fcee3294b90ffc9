"""The WSGI entry for gunicorn (`manage.py web`) and other servers."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tournament.settings")


def _refuse_demo_accounts() -> None:
    from tournament.checks import demo_accounts_in_danger  # needs the apps

    danger = demo_accounts_in_danger()
    if danger:
        raise ImproperlyConfigured(danger)


application = get_wsgi_application()
_refuse_demo_accounts()
