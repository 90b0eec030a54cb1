"""Whom the server answers, and what browsers are told about its answers."""

import http.client
import socket
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.running import Product, product


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with product(tmp_path_factory.mktemp("guard") / "store.duckdb") as server:
        yield server


def answer(running: Product, path: str, host: str = "localhost") -> http.client.HTTPResponse:
    port = int(running.address.rpartition(":")[2])
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


@pytest.mark.parametrize("path", ["/", "/accuracy", "/_stcore/health", "/nowhere.js"])
def test_every_answer_has_the_headers(running: Product, path: str) -> None:
    response = answer(running, path)
    assert response.getheader("X-Frame-Options") == "SAMEORIGIN"
    assert response.getheader("Content-Security-Policy") == "frame-ancestors 'self'"
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert response.getheader("Referrer-Policy") == "same-origin"


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/metrics?families=session_events"])
def test_figures_about_sessions_are_refused(running: Product, path: str) -> None:
    assert answer(running, path).status == 404


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_this_computer_is_answered(running: Product, host: str) -> None:
    assert answer(running, "/_stcore/health", host).status == 200


@pytest.mark.parametrize("host", ["elsewhere.example", "localhost.elsewhere.example", "192.0.2.1"])
def test_other_hosts_are_refused(running: Product, host: str) -> None:
    response = answer(running, "/_stcore/health", host)
    assert response.status == 400
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    port = int(running.address.rpartition(":")[2])
    with socket.create_connection(("localhost", port)) as here, pytest.raises(InvalidStatus):
        connect(f"ws://{host}:{port}/_stcore/stream", sock=here, proxy=None)
