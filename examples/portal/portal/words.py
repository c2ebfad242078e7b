"""How do the pages speak German and Swedish? Django reads compiled catalogs; babel compiles ours."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locale"


def compile_all() -> None:
    """Write the compiled catalog beside each one that is newer."""
    for source in LOCALES.glob("*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as lines, target.open("wb") as out:
                write_mo(out, read_po(lines))
