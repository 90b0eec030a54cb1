"""The running product and a browser, each for as long as a block lasts; for the browser tests and the scripts of CI."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a machine without Playwright still collects the tests, and skips them
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
SAMPLE_FOLDER = ROOT / "sample_data"
CHROMIUM = Path("/usr/bin/chromium")
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_END = 3.0  # seconds
_START = 120.0  # seconds; the server computes its first forecasts before it listens


class ProductError(Exception):
    """The product did not start, ended by itself, or failed where no visitor could see it."""


@dataclass
class Product:
    """The product, running."""

    address: str
    """Where a browser finds it, without a slash at the end."""
    log: Path
    """What the server printed."""
    server: subprocess.Popen[bytes]
    """Its process."""
    asked_to_end: bool = False

    @property
    def processor_seconds(self) -> float:
        """The time that all threads of the server have had on the processors; on Linux only."""
        # As clock_getcpuclockid(3) makes the clock of a process from its number.
        return time.clock_gettime((~self.server.pid << 3) | 2)

    @property
    def memory(self) -> int:
        """The bytes of the server's memory; on Linux only."""
        pages = Path(f"/proc/{self.server.pid}/statm").read_text("ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def ends(self) -> None:
        """Ask the server to end, as a service manager does.

        Raises
        ------
        ProductError
            When it does not.
        """
        self.asked_to_end = True
        self.server.terminate()
        try:
            self.server.wait(timeout=_END)
        except subprocess.TimeoutExpired as error:
            raise ProductError(f"The server does not end in {_END:.0f} seconds:\n{_text(self.log)}") from error

    def dies(self) -> None:
        """Kill the server, as a power cut does."""
        self.asked_to_end = True
        self.server.kill()
        self.server.wait()


@contextmanager
def product(store: Path, folder_of_product: Path = ROOT) -> Iterator[Product]:
    """Run the product, or a copy of it, on a store until the block ends.

    Raises
    ------
    ProductError
        When it does not start, ends by itself or not when it is asked to, or prints a traceback; the log is part of
        the message.
    """
    port = _free_port()
    settings = {
        name: value for name, value in os.environ.items() if not name.startswith(("TOKEN_GAUGE_", "STREAMLIT_"))
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = ["--server.headless", "true", "--server.port", str(port)]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                [*command, *options],
                cwd=folder_of_product,
                env=settings
                | {"TOKEN_GAUGE_STORE": str(store), "TOKEN_GAUGE_PSEUDONYM_KEY": str(store.with_suffix(".key"))},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                _wait_until_healthy(server, port, log)
                running = Product(f"http://localhost:{port}", log, server)
                yield running
                _check_well(running)
                if not running.asked_to_end:
                    running.ends()
            finally:
                server.kill()
                server.wait()


def what_is_missing() -> str | None:
    """Say what a browser test lacks on this machine; None when it can run."""
    if find_spec("playwright") is None:
        return "Playwright for Python is not installed"
    return None if CHROMIUM.exists() else f"there is no {CHROMIUM}"


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Run Chromium, without a window and without requests of its own, until the block ends."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - optional

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


def _free_port() -> int:
    with socket.create_server(("localhost", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_until_healthy(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _START
    while time.monotonic() < end:
        if server.poll() is not None:
            raise ProductError(f"The server ended with status {server.returncode}:\n{_text(log)}")
        if _healthy(port):
            return
        time.sleep(0.1)
    raise ProductError(f"The server does not answer after {_START:.0f} seconds:\n{_text(log)}")


def _healthy(port: int) -> bool:
    connection = HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _check_well(running: Product) -> None:
    if running.server.poll() is not None and not running.asked_to_end:
        raise ProductError(f"The server ended by itself with {running.server.returncode}:\n{_text(running.log)}")
    if "Traceback" in _text(running.log):
        raise ProductError(f"The server met an error that nobody foresaw:\n{_text(running.log)}")


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")
