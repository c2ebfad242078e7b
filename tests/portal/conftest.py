"""The portal as its users have it: a server of its own, and a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

#: No first steps, no calls home: only the page that is tested.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def _needed(what: str) -> None:
    if "PARTNERKIT_NEEDS_BROWSER" in os.environ:
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Serve a portal with new data."""
    for library in ("django", "pyotp", "matplotlib"):
        if not _has(library):
            _needed(library)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = tmp_path_factory.mktemp("portal")
    log = (data / "server.log").open("w")
    server = subprocess.Popen(  # our own script
        [sys.executable, str(ROOT / "examples/portal/manage.py"), "demo", "--port", str(port)],
        env={**os.environ, "PORTAL_DATA": str(data), "PORTAL_DEMO": "1"},
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


def _has(library: str) -> bool:
    from importlib.util import find_spec

    return find_spec(library) is not None


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            urlopen(url, timeout=5).close()  # noqa: S310  # our own server
        except (URLError, OSError):
            time.sleep(0.3)
        else:
            return
    pytest.fail(f"the portal did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser():
    if not _has("playwright"):
        _needed("playwright")
    if CHROMIUM is None:
        _needed("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        found = tool.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield found
        found.close()


@pytest.fixture(scope="session")
def sessions():
    """Return the cookies of each account: checking a password is slow on purpose."""
    return {}


@pytest.fixture
def log_in(address, browser, sessions):
    """Log in as somebody, in a window of a stated width; what a page throws fails the test."""
    open_windows = []

    def begin(account, width=1100, locale="en", *, anew=False):
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
        else:
            page.goto(f"{address}/")
        return page

    yield begin
    for window in open_windows:
        window.close()
