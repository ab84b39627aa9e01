"""The page of the review: whom it answers, what it shows, and the loop that it closes."""

from __future__ import annotations

import csv
import http.client
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from review_runs import PICTURE, ROOT, her2parse, jobs, run_stages, table, write_out

from her2parse.errors import FolderError
from her2parse.review import Review

HOSTILE = "<script>window.harmed=1</script><img src=x onerror=window.harmed=1>\u202egnp.exe"
FOUND = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")
needs_browser = pytest.mark.skipif(not FOUND, reason="no chromium on this machine: apt-get install chromium")


@contextmanager
def served(out: Path, decisions: Path | None = None) -> Iterator[Review]:
    with Review(out, decisions=decisions) as review:
        thread = threading.Thread(target=review.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield review
        finally:
            review.shutdown()
            thread.join()


def ask(review: Review, path: str, method: str = "GET", body: Any = None, **headers: str) -> tuple[int, bytes, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", review.server_address[1], timeout=10)
    try:
        data = json.dumps(body) if body is not None else None
        given = {"Content-Type": "application/json"} if data else {}
        connection.request(method, path, data, given | {name.replace("_", "-"): text for name, text in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers
    finally:
        connection.close()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write_out(tmp_path / "out", HOSTILE)
    return tmp_path / "out"


def test_it_answers_on_this_machine_to_who_has_the_token_only(out: Path) -> None:
    with served(out) as review:
        assert review.server_address[0] == "127.0.0.1"
        token = f"/{review.token}/"
        own = review.hosts[0]
        for path in ("/", "/queue.json", "/wrong/", f"/{review.token[:-1]}/", f"/{review.token}", "//", "/../"):
            assert ask(review, path)[0] == 403, path
        assert ask(review, token, Host="evil.example")[0] == 403
        assert ask(review, token, Host=f"evil.example:{review.server_address[1]}")[0] == 403
        status, page, headers = ask(review, token)
        assert (status, b"Review" in page) == (200, True)
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; img-src 'self'; style-src 'self'")
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Access-Control-Allow-Origin" not in headers
        asked = {"key": next(iter(review.items)), "action": "accept", "initials": "AB"}
        assert ask(review, f"{token}decide", "POST", asked)[0] == 403
        assert ask(review, f"{token}decide", "POST", asked, Origin="http://evil.example")[0] == 403
        assert ask(review, "/decide", "POST", asked, Origin=f"http://{own}")[0] == 403
        assert not (out / "decisions.tsv").exists()
        assert ask(review, f"{token}decide", "POST", asked, Origin=f"http://{own}")[0] == 200
        for path in (
            "picture/../../run.json",
            "picture/%2e%2e/run.json",
            "run.json",
            "reports.tsv",
            "picture/nobody.png",
        ):
            assert ask(review, token + path)[0] == 404, path
        assert ask(review, f"{token}picture/{review.items[asked['key']].finding_id}.png")[1] == PICTURE


def test_what_is_no_decision_about_this_queue_is_refused(out: Path) -> None:
    with served(out) as review:
        key, own = next(iter(review.items)), {"Origin": f"http://{review.hosts[0]}"}
        good = {"key": key, "action": "accept", "initials": "AB"}
        for body in ({}, [], {**good, "key": "x"}, {**good, "action": "delete"}, {**good, "initials": "Anna Berg"},
                     {**good, "corrected": {"vaf": "0.1"}}, {**good, "action": "correct", "corrected": {"sha256": "1"}},
                     {**good, "action": "correct", "corrected": 7}, {**good, "action": "reject"}):  # fmt: skip
            status, told, _ = ask(review, f"/{review.token}/decide", "POST", body, **own)
            assert (status, "error" in json.loads(told)) == (400, True), body
        assert ask(review, f"/{review.token}/decide", "POST", {"x": "y" * 30_000}, **own)[0] == 413
        assert not (out / "decisions.tsv").exists()


def test_her2_comes_first_and_a_folder_that_is_none_is_told(out: Path, tmp_path: Path) -> None:
    with served(out) as review:
        ranks = [item.rank for item in review.items.values()]
        assert ranks == sorted(ranks)
        assert next(iter(review.items.values())).read[0] == ("Gene", "ERBB2")
    with pytest.raises(FolderError, match=r"reports\.tsv"):
        Review(tmp_path / "nothing")


@contextmanager
def opened(browser: Any, review: Review, **options: Any) -> Iterator[Any]:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.said, page.asked = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(review.url)
    page.wait_for_selector("#item:not([hidden])")
    yield page
    context.close()


@needs_browser
@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}])
def test_hostile_text_is_only_text_and_axe_finds_nothing(options: dict[str, Any], browser: Any, out: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with served(out) as review, opened(browser, review, **options) as page:
        assert "<script>" in page.locator("#quote").inner_text()
        page.keyboard.press("Enter")
        page.locator("#item").focus()
        page.keyboard.press("c")
        page.wait_for_selector("#form:not([hidden])")
        assert page.evaluate("window.harmed") is None
        assert all(url.startswith(review.url) for url in page.asked)
        assert page.said == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    with served(out) as review, opened(browser, review, **options, bypass_csp=True) as page:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@needs_browser
def test_a_few_keys_decide_undo_and_are_remembered(browser: Any, out: Path) -> None:
    with served(out) as review:
        with opened(browser, review) as page:
            page.keyboard.press("Tab")
            page.locator("#item").focus()
            page.keyboard.press("a")  # without initials nothing is written
            assert "initials" in page.locator("#said").inner_text()
            page.keyboard.type("ab")
            page.keyboard.press("Enter")
            first = page.locator("#title").inner_text()
            page.keyboard.press("a")
            page.wait_for_function("first => document.querySelector('#title').textContent !== first", arg=first)
            assert page.locator("#count").inner_text() == f"1 of {len(review.items)} decided"
            page.keyboard.press("r")
            page.keyboard.type("another report's")
            page.keyboard.press("Enter")
            page.wait_for_function("() => document.querySelector('#count').textContent.startsWith('2 of')")
            page.keyboard.press("k")
            page.keyboard.press("k")
            page.keyboard.press("u")
            page.wait_for_function("() => document.querySelector('#count').textContent.startsWith('1 of')")
        with opened(browser, review) as page:
            assert page.locator("#count").inner_text() == f"1 of {len(review.items)} decided"
        with (out / "decisions.tsv").open(encoding="utf-8", newline="") as stream:
            written = list(csv.DictReader(stream, delimiter="\t"))
    assert [row["action"] for row in written] == ["accept", "reject", "withdraw"]
    assert [row["initials"] for row in written] == ["AB", "AB", "AB"]
    assert written[1]["comment"] == "another report's"


@needs_browser
@pytest.mark.parametrize("by", ["stages", pytest.param("command", marks=pytest.mark.slow)])
def test_the_loop_is_closed(by: str, browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a folder to the queue, by keyboard to a correction, and to other tables, pages and FHIR."""
    (tmp_path / "reports").mkdir()
    shutil.copy(ROOT / "test_data" / "reports" / "g360_P035_long.pdf", tmp_path / "reports")
    out, command = tmp_path / "out", ("run", tmp_path / "reports", "--out", tmp_path / "out", "--as-of", "2026-06-01")
    if by == "command":
        assert her2parse(*command).returncode == 0
    else:
        run_stages(monkeypatch, tmp_path / "reports", out)
    before = {row["finding_id"]: row for row in table(out, "findings")}
    (asked,) = [row for row in table(out, "review") if row["code"] == "significance_conflict"]
    wrong = before[asked["finding_id"]]
    assert wrong["hgvs_p_short"] == "p.R678Q"
    with served(out) as review, opened(browser, review) as page:
        page.keyboard.type("ab")
        page.keyboard.press("Enter")
        assert page.locator("#title").inner_text() == "ERBB2 R678Q"
        page.wait_for_function("() => document.querySelector('#picture').naturalWidth > 100")
        page.keyboard.press("c")
        page.keyboard.press("Tab")
        page.keyboard.press("Control+A")
        page.keyboard.type("A775_G776insYVMA")
        page.keyboard.press("Tab")
        page.keyboard.press("Control+A")
        page.keyboard.type("0.12")
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.querySelector('#count').textContent.startsWith('1 of')")
    decisions = out / "decisions.tsv"
    with decisions.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream, delimiter="\t")
    other = next(one for one in before.values() if one["her2_class"] == "amplification")
    stale = row | {
        "decision_id": "Dstale", "finding_id": other["finding_id"], "code": "", "as_written": "", "vaf": "",
        "status": "not_detected", "evidence_hash": "E0123456789abcdef", "was_read": "ERBB2 amplification, 3 copies",
    }  # fmt: skip
    with decisions.open("a", encoding="utf-8") as stream:
        stream.write("\t".join(stale.values()) + "\n")
    from her2parse.workflow.launch import Summary

    assert "--decisions" in Summary(1, 1, 0, 0, out, out, did_nothing=False, unused_decisions=True).warning
    if by == "command":
        result = her2parse(*command, "--decisions", decisions)
        assert result.returncode == 0, result.stderr
        assert jobs(out) == ["actionability", "fhir", "pages", "patients", "tables"]
    else:
        run_stages(monkeypatch, tmp_path / "reports", out, decisions)

    after = {one["finding_id"]: one for one in table(out, "findings")}
    right = after[wrong["finding_id"]]
    assert (right["hgvs_p_short"], right["vaf"], right["her2_detail"]) == (
        "p.Y772_A775dup",
        "0.12",
        "exon 20 insertion",
    )
    assert (right["decided_by"], right["decision_id"]) == ("AB", row["decision_id"])
    assert right["evidence_hash"] == wrong["evidence_hash"]
    calls = {one["axis"]: one for one in table(out, "her2")}
    assert "p.Y772_A775dup" in calls["mutation"]["basis"]
    assert calls["mutation"]["decision_id"] == row["decision_id"]
    options = [one for one in table(out, "actionability") if one["finding_id"] == wrong["finding_id"]]
    assert options
    assert {one["decision_id"] for one in options} == {row["decision_id"]}
    queue = table(out, "review")
    (answered,) = [one for one in queue if one["decision_id"] == row["decision_id"]]
    assert answered["decision"] == "correct: as_written A775_G776insYVMA, vaf 0.12"
    (refused,) = [one for one in queue if one["code"] == "stale_decision"]
    assert "Decision Dstale of AB" in refused["message"]
    assert "it was made on: ERBB2 amplification, 3 copies; now is read: ERBB2 Amplification" in refused["message"]
    assert calls["amplification"]["call"] == "positive"
    (bundle,) = (out / "fhir").glob("R*.json")
    told = bundle.read_text("utf-8")
    assert "Decided by a person: correct: as_written A775_G776insYVMA, vaf 0.12; was read: ERBB2 R678Q" in told
    assert "NP_004439.2:p.(Tyr772_Ala775dup)" in told
    (page_file,) = (out / "patients").glob("*.html")
    context = browser.new_context()
    page = context.new_page()
    page.goto(page_file.as_uri())
    assert "Y772_A775dup" in page.locator(".board").inner_text()
    assert "AB: correct: as_written A775_G776insYVMA, vaf 0.12" in page.locator("body").inner_text()
    context.close()
