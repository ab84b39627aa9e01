"""The pages in a real browser, from the disk: nothing leaves, nothing fails, everything can be reached and printed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from browser_pages import HOSTILE, write_hostile, write_many, write_small

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FOUND = next((path for name in BROWSERS if (path := shutil.which(name))), "")
pytestmark = pytest.mark.skipif(not FOUND, reason="no chromium on this machine: apt-get install chromium")
A4 = (595, 842)
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, write in (("small", write_small), ("hostile", write_hostile)):
        write(folder / name)
    write_many(folder / "many", 230)
    return folder


class Opened:
    """A page with what the browser asked for and complained about."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": DESK, **options})
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        self.page.goto(path.as_uri())

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    @property
    def left(self) -> list[str]:
        """Requests for anything but the page itself and the pictures in it."""
        return [url for url in self.asked[1:] if not url.startswith("data:")]


PAGES = ("small/index.html", "small/patients/P001.html", "small/patients/P002.html", "small/patients/K9f2c.html")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_a_request_or_a_complaint(name: str, browser: Any, out: Path) -> None:
    with Opened(browser, out / name) as it:
        it.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        it.page.wait_for_function("[...document.images].every(one => one.complete && one.naturalWidth > 0)")
        assert it.left == []
        assert it.said == []
        assert it.page.locator("footer", has_text="Decision support and research use only").count() == 1


@pytest.mark.parametrize("name", PAGES[:3])
def test_a_page_fits_a_phone(name: str, browser: Any, out: Path) -> None:
    with Opened(browser, out / name, viewport=PHONE) as it:
        assert it.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def rows(page: Any) -> list[str]:
    """Keys of the patients that are shown, in order."""
    return [text.split()[0] for text in page.locator("#rows tr:not([hidden]) th").all_inner_texts()]


def test_patients_are_sorted_by_keyboard_and_both_ways(browser: Any, out: Path) -> None:
    with Opened(browser, out / "small/index.html") as it:
        head = it.page.get_by_role("columnheader", name="Mutation")
        head.get_by_role("button").focus()
        it.page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "ascending"
        assert rows(it.page) == ["P001", "K9f2c", "P002"]  # positive, needs review, not assayed
        it.page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        assert rows(it.page) == ["P002", "K9f2c", "P001"]


def test_patients_are_found_and_picked(browser: Any, out: Path) -> None:
    with Opened(browser, out / "small/index.html") as it:
        said = it.page.locator("#said")
        it.page.get_by_label("Find a patient").fill("y772_a775dup")
        assert rows(it.page) == ["P001"]
        assert said.inner_text() == "1 of 3 patients"
        it.page.get_by_label("Find a patient").fill("nobody")
        assert rows(it.page) == []
        it.page.get_by_label("Find a patient").fill("")
        it.page.get_by_label("Show").select_option("mutation-positive")
        assert rows(it.page) == ["P001"]


def test_many_patients_are_paged(browser: Any, out: Path) -> None:
    with Opened(browser, out / "many/index.html") as it:
        assert (len(rows(it.page)), rows(it.page)[0]) == (100, "M00000")
        it.page.get_by_role("button", name="Next").click()
        assert (len(rows(it.page)), rows(it.page)[0]) == (100, "M00100")
        assert it.page.locator("#said").inner_text() == "101 to 200 of 230 of 230 patients"
        it.page.get_by_label("Show").select_option("positive")
        assert rows(it.page)[:2] == ["M00000", "M00003"]
        assert it.page.get_by_role("button", name="Next").is_hidden()


def test_the_front_fits_the_first_screen_and_leads_to_the_evidence(browser: Any, out: Path) -> None:
    with Opened(browser, out / "small/patients/P001.html") as it:
        box = it.page.locator(".board").bounding_box()
        assert box["y"] + box["height"] <= DESK["height"]
        it.page.locator(".board").get_by_role("link", name="ERBB2 exon 20 insertion").click()
        shown = it.page.locator("tr.main:target + tr.drawer")
        assert shown.locator("blockquote").is_visible()
        assert "A775_G776insYVMA" in shown.inner_text()


def test_evidence_opens_by_keyboard(browser: Any, out: Path) -> None:
    with Opened(browser, out / "small/patients/P001.html") as it:
        drawer = it.page.locator("tr.drawer details:not([open])").first
        drawer.locator("summary").focus()
        it.page.keyboard.press("Enter")
        opened = it.page.locator("tr.drawer details[open] img")
        assert opened.count() == 3  # two HER2 findings are open from the beginning
        assert all(one.is_visible() for one in opened.all())


def test_the_first_printed_page_holds_the_answers(browser: Any, out: Path, tmp_path: Path) -> None:
    with Opened(browser, out / "small/patients/P001.html") as it:
        it.page.pdf(path=tmp_path / "p.pdf", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(tmp_path / "p.pdf") as pdf:
        assert tuple(round(side) for side in pdf[0].get_size()) == A4
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]
    for answer in (
        "HER2 now and before",
        "New since the EGFR TKI",
        "What can be done, as of",
        "How sure",
        "For a person",
    ):
        assert answer in texts[0], answer
    assert "Therapies and specimens" not in texts[0]
    assert "not a medical device" in texts[0]
    assert any("amplification: not detected" in text for text in texts[1:]), "folded parts are printed"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*PAGES[:2], PAGES[3]])
def test_axe_finds_no_violation(name: str, scheme: str, browser: Any, out: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with Opened(browser, out / name, color_scheme=scheme, bypass_csp=True) as it:
        it.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found = Axe().run(it.page)
        assert found.violations_count == 0, found.generate_report()


def test_hostile_text_is_only_text(browser: Any, out: Path) -> None:
    pages = ["index.html", *(f"patients/H{index}.html" for index in range(len(HOSTILE)))]
    for name in pages:
        with Opened(browser, out / "hostile" / name, viewport=PHONE) as it:
            it.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            assert it.page.evaluate("window.harmed") is None, name
            assert (it.left, it.said) == ([], []), name
            assert it.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
            text = it.page.locator("body").inner_text()
            assert not set(text) & set("\u202e\u2066"), name
            for link in it.page.locator("a").all():
                assert not (link.get_attribute("href") or "").lower().startswith(("javascript:", "http")), name


@pytest.mark.slow
def test_the_demo_opens_without_a_violation(browser: Any, tmp_path: Path) -> None:
    """Every page of a run over the synthetic reports."""
    import subprocess
    import sys

    from axe_playwright_python.sync_playwright import Axe

    root = Path(__file__).resolve().parents[2]
    data = root / "test_data"
    command = [sys.executable, "-m", "her2parse", "run", data / "reports", "--samples", data / "samples.tsv",
               "--treatments", data / "treatments.tsv", "--out", tmp_path / "out", "-q"]  # fmt: skip
    subprocess.run([*map(str, command)], cwd=root, env=os.environ | {"HER2PARSE_KEY": "for tests"}, check=True)
    for path in sorted((tmp_path / "out").rglob("*.html")):
        with Opened(browser, path, bypass_csp=True) as it:
            it.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            assert (it.left, it.said) == ([], []), path.name
            if path.name in ("index.html", "P001.html", "P022.html", "P035.html"):
                found = Axe().run(it.page)
                assert found.violations_count == 0, found.generate_report()
