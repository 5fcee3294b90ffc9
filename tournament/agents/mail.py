"""Mail about teams. A mail that cannot be sent is logged; the site shows its content anyway."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.template.loader import render_to_string

from .models import Invitation

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation) -> None:
    """Tells the invited person, by the address of the invitation or of their account."""
    address = invitation.email or invitation.invitee.email
    text = render_to_string("agents/invitation_mail.txt", {"invitation": invitation})
    try:
        send_mail(f"Join {invitation.team} in the Pacman tournament", text, None, [address])
    except (SMTPException, OSError):
        log.warning("the invitation mail of %s was not sent", invitation.pk, exc_info=True)
