"""Guard of the page: requests of other sites are refused, over http and on the websocket, and no page is framed."""

from __future__ import annotations

import asyncio
import re

import pytest

from zombielaw.experiments.explorer.site import Guard

HOST = "127.0.0.1:8080"
PAGE = b"<html><head><script>a()</script><script src=x></script></head><body onclick='b()'>&lt;script></body></html>"
LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


async def site(scope, _, send):
    assert scope.get("method", "GET") == "GET", "of others it knows nothing"
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    head = [(b"content-type", scope["kind"].encode()), (b"content-length", str(len(PAGE)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": PAGE[:20], "more_body": True})
    await send({"type": "http.response.body", "body": PAGE[20:]})


def asked(
    kind: str, headers: dict[str, str], what: str = "text/html; charset=utf-8", **more
) -> list[dict]:
    sent = []

    async def send(message):
        sent.append(message)

    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(Guard(site)({"type": kind, "headers": pairs, "kind": what, **more}, None, send))
    return sent


FOREIGN = [
    {"origin": "http://evil.com"}, {"origin": "null"}, {"origin": "http://127.0.0.1:9000"}, {"origin": ""},
    {"origin": "http://127.0.0.1:8080.evil.com"}, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
    {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, {**LINK, "origin": "http://evil.com"},
]  # fmt: skip
OWN = [
    {},
    {"origin": f"http://{HOST}"},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    LINK,
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_site_is_refused(headers):
    start, body = asked("http", {"host": HOST, **headers})
    assert start["status"] == 403
    assert b"Another site" in body["body"]
    (closed,) = asked("websocket", {"host": HOST, **headers})
    assert (closed["type"], closed["code"]) == ("websocket.close", 1008)


@pytest.mark.parametrize("headers", OWN)
def test_the_page_itself_and_a_link_are_answered(headers):
    assert asked("http", {"host": HOST, **headers}, method="HEAD")[0]["status"] == 200
    assert asked("websocket", {"host": HOST, **headers}) == [{"type": "websocket.accept"}]


def test_only_scripts_that_the_page_brings_run_and_nobody_frames_it():
    (start, body), (again, _) = (asked("http", {"host": HOST}) for _ in range(2))
    sent = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    policy = sent["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert sent["x-frame-options"] == "DENY"
    (scripts,) = re.findall(r"script-src ([^;]*)", policy)
    assert "unsafe-inline" not in scripts
    (nonce,) = re.findall(r"'nonce-([\w-]+)'", scripts)
    assert body["body"].count(f'<script nonce="{nonce}"'.encode()) == PAGE.count(b"<script") == 2
    assert sent["content-length"] == str(len(body["body"]))
    assert nonce not in str(again["headers"]), "each answer has its own"


def test_what_is_no_page_is_passed_on_as_it_is():
    _, *parts = asked("http", {"host": HOST}, "text/javascript")
    assert b"".join(part["body"] for part in parts) == PAGE


def test_a_host_that_is_none_says_nothing_in_the_policy():
    (start, _) = asked("http", {"host": "a; script-src *"})
    assert "script-src *" not in str(start["headers"])
