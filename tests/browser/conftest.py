"""A browser without a window, and the rules of accessibility; in CI their absence is a failure, elsewhere a skip."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]

#: Where the portal's settings are, with passwords that are checked at once.
QUICK = Path(__file__).parent / "settings"

#: What a page may not fail: what axe-core calls serious or critical.
GRAVE = {"serious", "critical"}

#: What axe is asked: which elements pass, and how to find them again, is what takes it long, and nobody reads it.
ASKED = """async (without) => {
    const rules = Object.fromEntries(without.map(each => [each, { enabled: false }]))
    const found = await axe.run({ resultTypes: ["violations"], selectors: false, rules })
    return found.violations.map(({ id, impact }) => ({ id, impact }))
}"""

#: The one without a window of its own takes half the time; any will do.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")

#: No first steps and no calls home: nothing but the page that is tested.
QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


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
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        missing("chromium")
    with sync_playwright() as started:
        # In a container it runs as root, where its sandbox cannot be had; it opens no page but ours.
        opened = started.chromium.launch(executable_path=path, args=["--no-sandbox", *QUIET])
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


@pytest.fixture(scope="module")
def tab(browser, axe):
    """Return a page in which axe waits: it is loaded once, and stays when another document is written there."""
    page = browser.new_page()
    page.evaluate(axe)
    yield page
    page.close()


@pytest.fixture
def look(tab):
    """
    Return what shows a page of HTML at a width, and says what is wrong with it.

    By axe's *rules*, too, or by none of them; *without* some that were asked of the same elements on another page.
    """
    asked, said = [], []

    def note_request(request):
        asked.append(request.url)

    def note_message(message):
        said.append(message.text)

    def at(html, width, *, rules=True, without=()):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.set_content(html)
        grave = []
        if rules:
            found = tab.evaluate(ASKED, list(without))
            grave = [each["id"] for each in found if each["impact"] in GRAVE]
        wider = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return {"grave": grave, "wider": wider, "asked": asked, "said": said, "page": tab}

    tab.on("request", note_request)
    tab.on("console", note_message)
    yield at
    tab.remove_listener("request", note_request)
    tab.remove_listener("console", note_message)
    tab.emulate_media(media="null")


@pytest.fixture(scope="module")
def address(browser, tmp_path_factory):
    """Serve a portal with new data, where there is a browser to look at it."""
    with served(tmp_path_factory.mktemp("portal")) as found:
        yield found


@pytest.fixture
def serve():
    """Return what serves another portal."""
    return served


@contextmanager
def served(data: Path, **settings: str) -> Iterator[str]:
    """Serve a portal with new data in a folder, and yield its address."""
    for library in ("django", "django_otp", "axes", "matplotlib"):
        if find_spec(library) is None:
            missing(library)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (data / "server.log").open("w")
    server = subprocess.Popen(  # our own script
        [sys.executable, str(ROOT / "examples/portal/manage.py"), "demo", "--port", str(port)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(QUICK), os.environ.get("PYTHONPATH")))),
            "DJANGO_SETTINGS_MODULE": "portal_quick",
            "PORTAL_DATA": str(data),
            "PORTAL_DEMO": "1",
            **settings,
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait(server, f"http://127.0.0.1:{port}/login", data / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)
        log.close()


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            urlopen(url, timeout=5).close()  # noqa: S310  # our own server
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the portal did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="module")
def sessions():
    """Return the cookies of each account: checking a password is slow on purpose."""
    return {}


@pytest.fixture
def log_in(address, browser, sessions):
    """Log in as somebody, in a window of a stated width, *at* a page or at none; what a page throws fails the test."""
    open_windows = []

    def begin(account, width=1100, locale="en", *, at="", anew=False):
        known = None if anew else sessions.get(account)
        window = browser.new_context(
            viewport={"width": width, "height": 900}, locale=locale, storage_state=known
        )
        open_windows.append(window)
        page = window.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"the page threw {error}"))
        if known is None:
            page.goto(f"{address}/login")
            page.fill("[name=username]", account)
            page.fill("[name=password]", "norrhav-demo")
            with page.expect_navigation():
                page.click("main button")
            sessions[account] = window.storage_state()
        if at or (known is not None and at is not None):
            page.goto(f"{address}/{at}")
        return page

    yield begin
    for window in open_windows:
        window.close()
