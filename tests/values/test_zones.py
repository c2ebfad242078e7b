"""Time zones by name."""

from datetime import datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from partnerkit.values.errors import InvalidValue
from partnerkit.values.zones import _zone_names, is_zone, zone_info

LISTED = resources.files("tzdata").joinpath("zones").read_text().split()


def test_every_listed_place_has_rules():
    places = [name for name in LISTED if is_zone(name)]

    assert set(LISTED) - set(places) == {"Factory"}
    assert all(zone_info(name).key == name for name in places)


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "Asia/Kathmandu", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5"]
)
def test_places_are_zones(name):
    assert is_zone(name)
    assert zone_info(name) is zone_info(name)


@pytest.mark.parametrize(
    "name",
    ["localtime", "Factory", "posixrules", "europe/berlin", "../etc/passwd", "/etc/localtime", "Europe/../UTC",
     "Europe", "", " UTC", "UTC\0", "CEST", "+01:00", None, 1, b"UTC", ["UTC"], float("nan")],
)  # fmt: skip
def test_anything_else_is_not(name):
    assert not is_zone(name)
    with pytest.raises(InvalidValue) as caught:
        zone_info(name, path="timezone")

    assert caught.value.path == "timezone"


def test_the_rules_are_those_that_python_knows():
    midsummer = datetime(2020, 6, 21, 12, tzinfo=zone_info("America/St_Johns"))

    assert midsummer.utcoffset() == -timedelta(hours=2, minutes=30)
    assert midsummer == midsummer.replace(tzinfo=ZoneInfo("America/St_Johns"))


def test_no_table_is_read_to_know_utc():
    _zone_names.cache_clear()

    assert is_zone("UTC")
    assert _zone_names.cache_info().misses == 0
