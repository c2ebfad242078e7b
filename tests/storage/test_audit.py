"""A row of the log is sealed over everything it says, and says nothing that must not stay."""

import pytest
from attrs import evolve

from partnerkit.storage import AuditEntry
from partnerkit.storage.audit import GENESIS, Head, seal
from partnerkit.values.errors import InvalidInput, InvalidValue


def entry():
    return AuditEntry(
        at="2026-01-31T09:00:00.000000Z", actor="anna", action="assign", kind="Lead", id="L-1", body=b'{"why":"fair"}', salt=b"salt",
    )  # fmt: skip


def test_a_seal_depends_on_the_tenant_the_place_and_every_field():
    one = seal("acme", Head(), entry())
    others = [
        seal("beta", Head(), entry()),
        seal("acme", Head(seq=1, hash=GENESIS), entry()),
        seal("acme", Head(hash="f" * 64), entry()),
        seal("acme", Head(), evolve(entry(), at="2026-01-31T09:00:00.000001Z")),
        seal("acme", Head(), evolve(entry(), actor="ann", action="aassign")),
        seal("acme", Head(), evolve(entry(), kind="Lea", id="dL-1")),
        seal("acme", Head(), evolve(entry(), body=b"")),
        seal("acme", Head(), evolve(entry(), salt=b"")),
    ]

    assert len({one.hash, *(other.hash for other in others)}) == 9


@pytest.mark.parametrize("at", ["2026-01-31T09:00:00Z", "2026-01-31T09:00:00.000000+00:00", "now", ""])
def test_an_entry_has_one_way_to_write_an_instant(at):
    with pytest.raises(InvalidValue, match="at: "):
        evolve(entry(), at=at)


def test_all_faults_of_an_entry_come_together():
    with pytest.raises(InvalidInput) as caught:
        AuditEntry(at="now", actor="", action="put", kind="Lead", id="L-1\0", body="text")

    assert [fault.path for fault in caught.value.faults] == ["at", "actor", "id", "body"]


@pytest.mark.parametrize("field", ["actor", "id"])
@pytest.mark.parametrize("value", ["anna@example.com", "mail:a.b@c.se", "Anna <a@b.de>"])
def test_an_address_of_mail_has_no_place_in_what_is_kept_for_ever(field, value):
    with pytest.raises(InvalidValue, match=f"{field}: .*no e-mail address"):
        evolve(entry(), **{field: value})


def test_nobody_can_tell_from_the_digest_what_was_said():
    one, other = (seal("acme", Head(), AuditEntry(**PLAIN)) for _ in range(2))

    assert one.digest != other.digest
    assert len(one.salt) == 16


PLAIN = {
    "at": "2026-01-31T09:00:00.000000Z",
    "actor": "a",
    "action": "put",
    "kind": "Lead",
    "id": "L-1",
    "body": b"no",
}
