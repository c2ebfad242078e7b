"""
Memory, SQLite and PostgreSQL answer every command alike, and as a few dictionaries would.

Units of one to five commands for two tenants, good and refused ones mixed; some
units are left by an exception, some close and open the store in between.
"""

from contextlib import suppress
from copy import deepcopy
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from partnerkit.storage import AuditEntry, Claim, Draft, MemoryStore, Outcome, SqliteStore, verify
from partnerkit.values.errors import InvalidValue, NotFound, PartnerkitError
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused, StaleWrite

#: A file system in memory where there is one: the disk is tortured elsewhere.
PLACE = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

KINDS, IDS = st.sampled_from(["Lead", "Ledger"]), st.sampled_from(["L-1", "L-2", "\u00e4 '%"])
BODIES = st.binary(max_size=4)
COMMANDS = st.one_of(
    st.tuples(st.just("append"), IDS, BODIES),
    st.tuples(st.just("put"), KINDS, IDS, st.integers(0, 3), BODIES),
    st.tuples(st.just("change"), KINDS, IDS, BODIES),
    st.tuples(st.just("claim"), IDS, st.sampled_from(["P-1", "P-2"])),
    st.tuples(st.just("release"), IDS),
    st.tuples(st.just("remember"), IDS, st.sampled_from(["f", "g"]), BODIES),
    st.tuples(st.just("erase"), KINDS, IDS),
    st.tuples(st.just("recall"), IDS, st.sampled_from(["f", "g"])),
)


class Abandoned(Exception):
    pass


class Model:
    """What the laws say, in the plainest words there are."""

    def __init__(self):
        self.documents, self.claims, self.outcomes, self.log = {}, {}, {}, []

    def copied(self):
        copy = deepcopy(self)
        copy.first = len(copy.log)
        return copy

    def demand_row(self):
        if len(self.log) == self.first:
            raise InvalidValue(
                path="unit",
                value="no audit row",
                remedy="append the audit row of a change before the change itself",
            )

    def append(self, name, body):
        self.log.append(("Lead", name, body))
        return len(self.log)

    def erase(self, kind, name):
        """Tell of it and do it; the row that tells stays, whatever comes of it."""
        before = list(self.log)
        self.log.append((kind, name, b"erased"))
        said = [place for place, row in enumerate(before) if row[:2] == (kind, name) and row[2] is not None]
        if self.documents.pop((kind, name), None) is None and not said:
            raise NotFound(path=kind, key=name)
        for place in said:
            self.log[place] = (kind, name, None)
        return len(said)

    def put(self, kind, name, version, body):
        self.demand_row()
        found = self.documents.get((kind, name), (0, 0, b""))[0]
        if found != version:
            raise StaleWrite(path=f"{kind} {name!r}", expected=version, found=found)
        self.documents[kind, name] = (version + 1, len(self.log), body)
        return version + 1

    def change(self, kind, name, body):
        return self.put(kind, name, self.documents.get((kind, name), (0, 0, b""))[0], body)

    def claim(self, key, holder):
        self.demand_row()
        if key in self.claims:
            raise AlreadyClaimed(path="lead", key=key)
        self.claims[key] = holder

    def release(self, key):
        self.demand_row()
        if self.claims.pop(key, None) is None:
            raise NotFound(path="lead", key=key)

    def remember(self, key, fingerprint, result):
        self.demand_row()
        if key in self.outcomes:
            raise IdempotencyKeyReused(key=key)
        self.outcomes[key] = (fingerprint, result)

    def recall(self, key, fingerprint):
        if key not in self.outcomes:
            return None
        if self.outcomes[key][0] != fingerprint:
            raise IdempotencyKeyReused(key=key)
        return self.outcomes[key][1]


def entry(action, kind, subject, body):
    at = "2026-01-31T09:00:00.000000Z"
    return AuditEntry(at=at, actor="a", action=action, kind=kind, id=subject, body=body, salt=b"salt")


def run(unit, name, *values):
    """Run one command on a real unit."""
    match name, values:
        case "append", (subject, body):
            return unit.append(entry("put", "Lead", subject, body))
        case "erase", (kind, subject):
            unit.append(entry("erase", kind, subject, b"erased"))
            return unit.erase(kind, subject)
        case "put", (kind, subject, version, body):
            return unit.put(Draft(kind=kind, id=subject, version=version, body=body))
        case "change", (kind, subject, body):
            stands = unit.get(kind, subject)
            version = stands.version if stands else 0
            return unit.put(Draft(kind=kind, id=subject, version=version, body=body))
        case "claim", (key, holder):
            return unit.claim(Claim(scope="lead", key=key, holder=holder))
        case "release", (key,):
            return unit.release("lead", key)
        case "remember", (key, fingerprint, result):
            return unit.remember(Outcome(key=key, fingerprint=fingerprint, result=result))
        case _:
            return unit.recall(*values)


def answers(call, commands):
    """Return what each command answers, be it a refusal."""
    found = []
    for command in commands:
        try:
            found.append(call(*command))
        except PartnerkitError as refusal:
            found.append(refusal)
    return found


class Stores(RuleBasedStateMachine):
    #: Where a server is; None leaves it out.
    engine = None

    #: Each run has tables of its own.
    numbers = count()

    def __init__(self):
        super().__init__()
        self.place = mkdtemp(dir=PLACE)
        self.stores = [MemoryStore(), SqliteStore(Path(self.place) / "channel.db")]
        if self.engine is not None:
            from partnerkit.storage import SqlStore

            self.schema = f"alike_{next(self.numbers)}"
            self.stores.append(SqlStore(self.engine, schema=self.schema))
        self.models = {"acme": Model(), "beta": Model()}

    def teardown(self):
        for store in self.stores:
            store.close()
        rmtree(self.place)
        if self.engine is not None:
            from sqlalchemy.schema import DropSchema

            with self.engine.begin() as connection:
                connection.execute(DropSchema(self.schema, cascade=True))

    @rule(
        tenant=st.sampled_from(["acme", "beta"]),
        commands=st.lists(COMMANDS, min_size=1, max_size=5),
        is_abandoned=st.integers(0, 3).map(lambda number: number == 0),
    )
    def unit(self, tenant, commands, is_abandoned):
        model = self.models[tenant].copied()
        expected = answers(lambda name, *values: getattr(model, name)(*values), commands)
        if not is_abandoned:
            self.models[tenant] = model
        for store in self.stores:
            with suppress(Abandoned), store.write(tenant) as unit:
                found = answers(lambda *command, unit=unit: run(unit, *command), commands)
                if is_abandoned:
                    raise Abandoned

            assert found == expected, type(store).__name__

    @rule()
    def open_anew(self):
        for store in self.stores:
            store.close()

    @invariant()
    def every_store_holds_what_the_model_holds(self):
        heads = set()
        for tenant, model in self.models.items():
            for store in self.stores:
                with store.read(tenant) as reading:
                    heads.add((tenant, reading.head()))
                    documents = {
                        (document.kind, document.id): (document.version, document.seq, document.body)
                        for kind in ("Lead", "Ledger")
                        for document in reading.scan(kind)
                    }

                    told = list(reading.log())

                    assert documents == model.documents
                    assert [(row.kind, row.id, row.body) for row in told] == model.log
                    assert [row.seq for row in told] == list(range(1, len(model.log) + 1))
                    assert {key: reading.holder("lead", key) for key in model.claims} == model.claims
                    assert verify(reading).intact

        assert len(heads) == len(self.models)


# A run is 25 units of up to five commands; twenty of them give every command in every state some hundred times, and
# the session `torture` runs a thousand.
Stores.TestCase.settings = settings(
    settings.default, max_examples=max(5, settings.default.max_examples // 3), stateful_step_count=25
)


class TestStoresBehaveAlike(Stores.TestCase):
    @pytest.fixture(autouse=True)
    def server(self, request):
        try:
            address = request.getfixturevalue("postgres")
            from sqlalchemy import create_engine
        except (pytest.skip.Exception, ImportError):
            yield  # the other stores are compared all the same
            return
        # What a commit waits for is tortured elsewhere.
        Stores.engine = create_engine(address, connect_args={"options": "-c synchronous_commit=off"})
        yield
        Stores.engine.dispose()
        Stores.engine = None
