"""
Can every page be read by everybody, and does every link lead somewhere?

For the docs session, after the build: `python docs/looked_at.py docs/_build/html`.
Links and anchors within the pages are followed without a network. In Chromium,
at the width of a phone, no page may be wider than the screen, miss a picture or
the words for one, ask anything of the network, skip a level of headings, or be
empty; axe-core must find nothing serious. Where there is no browser, that part
is left out and so said, except in CI.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PHONE = {"width": 390, "height": 844}

#: The one without a window of its own takes half the time; any will do.
BROWSERS = ("chromium-headless-shell", "chromium")

#: Made by the theme, without a text of ours.
BARE = {"search.html", "genindex.html", "py-modindex.html"}

LOOK = """() => {
  const main = document.querySelector('article'), seen = [];
  const wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wider > 0) seen.push(`is ${wider} pixels wider than a phone`);
  for (const each of document.images) {
    if (each.complete && !each.naturalWidth) seen.push(`misses the picture ${each.src}`);
    if (!each.alt.trim()) seen.push(`has no words for the picture ${each.src.slice(-60)}`);
  }
  for (const each of main ? main.querySelectorAll('.cell_output svg') : [])
    if (!each.getAttribute('aria-label')) seen.push('has a drawing without words');
  if (!main || main.innerText.length < 200) seen.push('is empty');
  const levels = [...(main ? main.querySelectorAll('h1, h2, h3, h4, h5, h6') : [])].map(each => +each.tagName[1]);
  if (levels.filter(each => each === 1).length !== 1) seen.push('has not one title');
  levels.forEach((each, at) => { if (at && each > levels[at - 1] + 1) seen.push(`skips a heading at ${at}`); });
  return seen;
}"""


class _Page(HTMLParser):
    """What a page links to, and where it can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.anchors: set[str] = {"", "top"}
        self.feed(text)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.anchors.update(told[name] or "" for name in ("id", "name") if name in told)
        self.links.update(told[name] or "" for name in ("href", "src") if name in told)


def dead_links(pages: Iterable[Path]) -> Iterator[str]:
    """Yield every link within the pages that leads nowhere."""
    read = {page.resolve(): _Page(page.read_text(encoding="utf-8")) for page in pages}
    for page, found in read.items():
        for link in sorted(found.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not target.exists():
                yield f"{page.name}: {link} is not there"
            elif target in read and unquote(parts.fragment) not in read[target].anchors:
                yield f"{page.name}: {link} has no such place"


def faults_seen(root: Path, pages: Iterable[Path], *, path: str) -> Iterator[str]:
    """Yield what is wrong with the pages in the browser at *path*."""
    import axe_playwright_python
    from playwright.sync_api import sync_playwright

    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    with sync_playwright() as started:
        # In a container it runs as root, where its sandbox cannot be had; it opens no page but ours.
        browser = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        window = browser.new_page(viewport=PHONE)
        asked: list[str] = []
        window.on("request", lambda request: asked.append(request.url))
        for page in pages:
            name = page.relative_to(root)
            window.goto(page.as_uri())
            if page.name not in BARE:
                yield from (f"{name} {each}" for each in window.evaluate(LOOK))
            # The frame is the same on every page, and the reference is long: axe takes the whole of one, the rest of all.
            is_reference = name.parts[0] == "reference"
            if not is_reference or page.stem in ("procedures", "kpis", "policies", "desk", "interop-plots"):
                window.evaluate(axe)
                scope = "document" if page.name == "index.html" else "'article'"
                yield from (f"{name} {each}" for each in _grave(window.evaluate(f"axe.run({scope})")))
        yield from (f"asks {url}" for url in asked if not url.startswith(("file:", "data:")))
        browser.close()


def _grave(found: Any) -> Iterator[str]:
    for each in found["violations"]:
        if each["impact"] in ("serious", "critical"):
            yield f"fails {each['id']} at {each['nodes'][0]['html'][:120]}"


def main(folder: str) -> int:
    """Print what is wrong, and return how much that is."""
    root = Path(folder).resolve()
    pages = [each for each in sorted(root.rglob("*.html")) if not {"_modules", "_static"} & set(each.parts)]
    found = list(dead_links(pages))
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is not None:
        found += faults_seen(root, pages, path=path)
    elif os.environ.get("CI"):
        found.append("chromium is missing: in CI the pages are looked at")
    else:
        print("chromium is not installed: only links were checked")
    print(*found, f"{len(pages)} pages, {len(found)} faults", sep="\n")
    return len(found)


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
