from __future__ import annotations

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.functional import cached_property

from .names import MAX_USERNAME, clean_email, clean_username


class Role(models.TextChoices):
    STUDENT = "student", "Student"
    INSTRUCTOR = "instructor", "Instructor"


class Users(UserManager["User"]):
    """Finds people by user name in any spelling of it."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").strip().lower())

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return clean_email(email or "")


class User(AbstractUser):
    """A person with an account. Signing up makes a student; only instructors make instructors."""

    username = models.CharField(
        max_length=MAX_USERNAME,
        unique=True,
        error_messages={"unique": "This user name is taken. Choose another one."},
    )
    email = models.EmailField(
        "e-mail address",
        unique=True,
        error_messages={"unique": "There is an account with this address already."},
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.STUDENT)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = Users()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.username

    def clean(self) -> None:
        self.username = clean_username(self.username)
        self.email = clean_email(self.email)

    @property
    def is_instructor(self) -> bool:
        return self.role == Role.INSTRUCTOR

    @cached_property
    def team_id(self) -> int | None:
        """The team this person is in; looked up once per request."""
        try:
            return self.membership.team_id
        except ObjectDoesNotExist:
            return None


class Attempts(models.Model):
    """How often something was tried from one place since a time; `key` is a hash."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["since"])]

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%H:%M}"
