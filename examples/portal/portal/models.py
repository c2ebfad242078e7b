"""What does the portal keep beside the channel? Who logs in as whom, and what partnerkit gives back to be kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction

from partnerkit.interop import dumps, loads


class Login(models.Model):
    """Which person of the channel an account of the portal is."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    person = models.CharField(max_length=128)

    #: When the house rules of the conversation were accepted.
    rules_at = models.DateTimeField(null=True)


class Kept(models.Model):
    """A value of partnerkit under a name, as its own JSON: what was shown to whom, what was asked, the classes."""

    name = models.CharField(max_length=200, primary_key=True)
    body = models.BinaryField()

    @classmethod
    def get(cls, name: str, default: Any) -> Any:
        """Return what is kept, or *default*."""
        found = cls.objects.filter(pk=name).first()
        return default if found is None else loads(bytes(found.body))

    @classmethod
    @contextmanager
    def held(cls, name: str, default: Any) -> Iterator[Any]:
        """Return what is kept until what follows from it is: another window waits, and cannot ask past it."""
        with transaction.atomic():
            cls.objects.get_or_create(pk=name, defaults={"body": dumps(default)})
            yield loads(bytes(cls.objects.select_for_update().get(pk=name).body))

    @classmethod
    def all(cls, prefix: str) -> list[Any]:
        """Return what is kept under names that begin alike, in their order."""
        found = cls.objects.filter(name__startswith=prefix).order_by("name")
        return [loads(bytes(each.body)) for each in found]

    @classmethod
    def put(cls, name: str, value: object) -> None:
        """Keep a value in the place of the one before."""
        cls.objects.update_or_create(pk=name, defaults={"body": dumps(value)})


class Figure(models.Model):
    """One entry of one figure for the comparison; a correction is another entry, nothing is overwritten."""

    partner = models.CharField(max_length=128)
    body = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["pk"]


class Opened(models.Model):
    """A trading area in which the neutral office lets rivals talk with each other."""

    area = models.CharField(max_length=128, primary_key=True)


class Paper(models.Model):
    """A document of one partner: a file that either side put there. Its name on disk is none of its sender's."""

    partner = models.CharField(max_length=128)
    title = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=128)
    kind = models.CharField(max_length=40)
    file = models.FileField(upload_to="papers")

    class Meta:
        ordering: ClassVar = ["-added_at"]
