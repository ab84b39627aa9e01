"""The page of the review, on this machine only: loopback, a random token in every address, nothing remote.

A page that another site opens in the same browser can neither guess the token nor read an answer, and a name that
points at this machine is refused by the Host header.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import secrets
import shlex
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from her2parse.errors import FolderError, Her2ParseError
from her2parse.review.log import Log
from her2parse.review.queue import pictures, read_queue

HOST = "127.0.0.1"
_MOST_BYTES = 20_000
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_STATIC = {
    "": ("page.html", "text/html; charset=utf-8"),
    "style.css": ("style.css", "text/css; charset=utf-8"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
    "app.js": ("app.js", "text/javascript; charset=utf-8"),
}


class Review(ThreadingHTTPServer):
    """The queue of one output folder at ``url``; ``serve_forever`` answers until it is shut down."""

    daemon_threads = True

    def __init__(self, out: Path, *, decisions: Path | None = None, port: int = 0) -> None:
        """Raises ``FolderError`` where ``out`` is no output folder or the port is taken, ``SheetError`` where the
        decisions are none."""
        self.items = {item.key: item for item in read_queue(out)}
        self.log = Log(decisions or out / "decisions.tsv")
        self.pictures = pictures(out)
        self.writing = Lock()
        self.token = secrets.token_urlsafe(24)
        self.command = f"her2parse run DIR --out {shlex.quote(str(out))} --decisions {shlex.quote(str(self.log.path))}"
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise FolderError(
                f"cannot be used ({error.strerror})", where=f"--port {port}", expected="a free port, or none"
            ) from None

    @property
    def url(self) -> str:
        """The page's address, token included."""
        return f"http://{HOST}:{self.server_address[1]}/{self.token}/"

    @property
    def hosts(self) -> tuple[str, ...]:
        """What a request's Host header may say."""
        port = self.server_address[1]
        return (f"{HOST}:{port}", f"localhost:{port}")

    def queue(self) -> dict[str, Any]:
        """What the page shows."""
        decided = [
            {
                "key": (one.report_id, one.finding_id, one.code, one.evidence_hash),
                "decision_id": one.decision_id,
                "action": one.action,
                "initials": one.initials,
                "comment": one.comment,
                "corrected": dict(one.corrected),
            }
            for one in self.log.read()
        ]
        last = {json.dumps(one.pop("key")): one for one in decided}
        items = []
        for item in self.items.values():
            key = json.dumps((item.report_id, item.finding_id, item.code, item.evidence_hash))
            found = last.get(key)
            withdrawn = found is not None and found["action"] == "withdraw"
            shown = asdict(item) | {"decided": None if withdrawn else found}
            items.append(shown | ({"answer": ""} if withdrawn else {}))
        return {"items": items, "file": str(self.log.path), "command": self.command, "choices": _choices()}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no news; a trace could repeat words of a report."""


@cache
def _choices() -> dict[str, list[str]]:
    """The values of columns that have a list of them."""
    from her2parse import resources
    from her2parse.workflow.config import load_config

    properties = load_config(resources.schema("decisions"))["properties"]
    return {name: [one for one in rule["enum"] if one] for name, rule in properties.items() if "enum" in rule}


class _Handler(BaseHTTPRequestHandler):
    server: Review
    server_version, sys_version = "her2parse", ""
    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses hold the token."""

    def do_GET(self) -> None:
        path = self._allowed()
        if path is None:
            return
        if path in _STATIC:
            name, kind = _STATIC[path]
            self._send(200, (files(__package__) / "page" / name).read_bytes(), kind)
        elif path == "queue.json":
            self._tell(self.server.queue)
        elif path.startswith("picture/"):
            self._picture(path.removeprefix("picture/").removesuffix(".png"))
        else:
            self._refuse(404, "there is no such page")

    def do_POST(self) -> None:
        path = self._allowed()
        if path is None:
            return
        own = {f"http://{host}" for host in self.server.hosts}
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Origin", "") not in own or path != "decide":
            self._refuse(403, "not from this page")
        elif self.headers.get_content_type() != "application/json" or not length.isdigit():
            self._refuse(400, "no JSON")
        elif int(length) > _MOST_BYTES:
            self._refuse(413, "too long")
        else:
            body = self.rfile.read(int(length))
            self._tell(lambda: self._decide(body))

    def _decide(self, body: bytes) -> dict[str, Any]:
        asked = json.loads(body)
        item = self.server.items[str(asked["key"])]
        corrected = {str(name): str(value) for name, value in (asked.get("corrected") or {}).items()}
        with self.server.writing:
            row = self.server.log.add(
                item, str(asked["action"]), str(asked["initials"]), str(asked.get("comment") or ""), corrected
            )
        return {"decision_id": row["decision_id"], "decided_at": row["decided_at"]}

    def _allowed(self) -> str | None:
        """The path after the token, or None where the request was refused."""
        if self.headers.get("Host", "") not in self.server.hosts:
            self._refuse(403, "wrong host")
            return None
        token, slash, path = urlsplit(self.path).path.removeprefix("/").partition("/")
        if not hmac.compare_digest(token.encode(), self.server.token.encode()) or not slash:
            self._refuse(403, "the address lacks its token; use the one that the terminal shows")
            return None
        return path

    def _picture(self, finding_id: str) -> None:
        shown = {item.finding_id for item in self.server.items.values()}
        archive = self.server.pictures.get(finding_id) if finding_id in shown else None
        if archive is None:
            self._refuse(404, "there is no such picture")
            return
        with zipfile.ZipFile(archive) as opened:
            self._send(200, opened.read(f"{finding_id}.png"), "image/png")

    def _tell(self, made: Callable[[], dict[str, Any]]) -> None:
        try:
            answer, status = made(), 200
        except Her2ParseError as error:
            answer, status = {"error": error.message}, 400
        except (KeyError, TypeError, ValueError, AttributeError):
            answer, status = {"error": "no decision about a row of this queue"}, 400
        self._send(status, json.dumps(answer).encode(), "application/json")

    def _refuse(self, status: int, why: str) -> None:
        self.close_connection = True
        self._send(status, f"{why}\n".encode(), "text/plain; charset=utf-8")

    def _send(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": kind, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(data)


def serve(out: Path, *, decisions: Path | None, port: int, browser: bool, tell: Callable[[str], None]) -> None:
    """Serve the page until Ctrl-C; ``tell`` gets its address."""
    import webbrowser

    with Review(out, decisions=decisions, port=port) as review:
        left = sum(1 for item in review.items.values() if not item.answer)
        tell(f"{left} rows to decide, written to {review.log.path}. Ctrl-C ends.\n{review.url}")
        if browser:
            webbrowser.open(review.url)
        with contextlib.suppress(KeyboardInterrupt):
            review.serve_forever()
    tell(f"Decided. Apply it: {review.command}")
