"""
Give out leads in a Django project.

    python examples/embed_django.py

It needs Django. The order is Django's and commits first; the decision follows under the order's key. If the process
dies in between, `decide_open_orders`, a management command in your project, does it later: under the same key it can
only happen once. `follow` is another command: it hands what happened at the desk to the rest of the project.
"""

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from partnerkit import Lead, Money, Partner
from partnerkit.desk import Desk
from partnerkit.leads import FairShare
from partnerkit.storage import SqliteStore

if find_spec("django") is None:
    print("This example needs Django: python -m pip install django")
    sys.exit(0)

import django
from django.conf import settings
from django.db import connection, models, transaction

PLACE = tempfile.TemporaryDirectory()
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{PLACE.name}/django.db"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

POLICY = FairShare(weights={"gold": 3, "silver": 1})


class Order(models.Model):
    value = models.DecimalField(max_digits=12, decimal_places=2)
    partner = models.CharField(max_length=128, blank=True)

    class Meta:
        app_label = "shop"


class Dealer(models.Model):
    """A partner as this project keeps it; `as_partner` is the whole mapping."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=20)
    regions = models.JSONField(default=list)

    class Meta:
        app_label = "shop"

    def as_partner(self) -> Partner:
        """Say it in our terms; with no region entered he gets no lead of one, unless the desk is told `blank="unrestricted"`."""
        regions = self.regions or None
        return Partner(id=self.code, name=self.name, tier=self.level.lower(), territories=regions)


class Cursor(models.Model):
    """How far the log of the desk was followed."""

    name = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        app_label = "shop"


#: One desk for the process, made where your AppConfig is ready. Threads may share it.
DESK = Desk(SqliteStore(Path(PLACE.name) / "channel.db"), tenant="acme", actor="shop")


def sync() -> int:
    """As in a management command, or after a save: put the dealers that are new or changed; return how many."""
    known = {partner.id: partner for partner in DESK.all(Partner)}
    changed = [each for each in map(Dealer.as_partner, Dealer.objects.all()) if known.get(each.id) != each]
    with DESK.unit():
        for partner in changed:
            DESK.put(partner, version=DESK.get(Partner, partner.id).version if partner.id in known else None)
    return len(changed)


def decide(order: Order) -> None:
    """Give the order's lead away, once, however often this runs."""
    lead = Lead(id=f"lead-{order.pk}", value=Money.of(order.value, "EUR"))
    DESK.assign(lead, POLICY, key=f"order-{order.pk}")


def place_order(value: str) -> Order:
    """As in a view: commit the order, then decide."""
    with transaction.atomic():
        order = Order.objects.create(value=value)
        transaction.on_commit(lambda: decide(order))
    return order


def decide_open_orders() -> None:
    """As in a management command that runs every minute."""
    for order in Order.objects.filter(partner=""):
        order.refresh_from_db()
        decide(order)


def follow() -> int:
    """Take over what happened at the desk since the last time; return how many rows that were."""
    done = 0
    while True:
        with transaction.atomic():
            cursor, _ = Cursor.objects.select_for_update().get_or_create(name="orders")
            events = DESK.events(after=cursor.seq, limit=100)
            for event in events:
                if event.decision is not None:
                    key: Any = event.id.removeprefix("lead-")
                    Order.objects.filter(pk=key).update(partner=event.decision.winner or "")
            if not events:
                return done
            # With the rows it led to, in one transaction: nothing is taken over twice or left out.
            cursor.seq, done = events[-1].seq, done + len(events)
            cursor.save()


def main() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Order)
        editor.create_model(Dealer)
        editor.create_model(Cursor)
    with DESK:
        Dealer.objects.create(code="nord", name="Nord IT", level="Silver", regions=["de-north"])
        Dealer.objects.create(code="elbe", name="Elbe Systeme", level="Silver")
        first = sync()
        Dealer.objects.filter(code="nord").update(level="Gold")
        print(f"{first} dealers are new, then {sync()} changed, then {sync()}")
        for value in ("12000.00", "800.00"):
            place_order(value)
        # The process died after this commit and before the decision.
        Order.objects.create(value="3500.00")
        decide_open_orders()
        decide_open_orders()
        print(f"followed {follow()} rows, then {follow()}")
        for order in Order.objects.order_by("pk"):
            print(order.pk, order.value, order.partner)
        print(f"{len(DESK.history('lead-3'))} decision about lead-3")
    connection.close()


if __name__ == "__main__":
    main()
    PLACE.cleanup()
