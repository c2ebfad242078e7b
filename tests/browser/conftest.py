"""A browser without a window, and the rules of accessibility; in CI their absence is a failure, elsewhere a skip."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

#: What a page may not fail: what axe-core calls serious or critical.
GRAVE = {"serious", "critical"}


def missing(what):
    reason = f"{what} is not installed; pages are looked at in Chromium, driven by Playwright"
    if os.environ.get("CI") and os.environ.get("PARTNERKIT_NEEDS_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


# While it runs, the process has a running event loop, in which other tests could start none: so it ends with the module.
@pytest.fixture(scope="module")
def browser() -> Iterator:
    """Return a running Chromium."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        missing("chromium")
    with sync_playwright() as started:
        # In a container it runs as root, where its sandbox cannot be had; it opens no page but ours.
        opened = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the script of axe-core."""
    try:
        import axe_playwright_python
    except ImportError:
        missing("axe-playwright-python")
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def look(browser, axe):
    """Return what opens a page of HTML at a width, and says what is wrong with it."""
    opened = []

    def at(html, width):
        page = browser.new_page(viewport={"width": width, "height": 900})
        opened.append(page)
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.set_content(html)
        page.evaluate(axe)
        found = page.evaluate("axe.run()")
        grave = [each["id"] for each in found["violations"] if each["impact"] in GRAVE]
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return {"grave": grave, "wider": wider, "asked": asked, "said": said, "page": page}

    yield at
    for page in opened:
        page.close()
