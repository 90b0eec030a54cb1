"""Load a file with its progress on the terminal; an interrupt ends it and leaves the store as it was."""

import sys
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from pathlib import Path

import click

from analytics.clock import utc_now
from analytics.commands.printing import told
from analytics.exports import Receipt
from analytics.store import LoadOptions, Progress, Store, Watch, load_all

_SECONDS = 0.2


def watched_load(store: Store, path: Path, options: LoadOptions) -> list[Receipt]:
    """Load what is behind a path; the parameters are those of `load_all`."""
    watch = Watch()
    with ThreadPoolExecutor(1) as beside:
        loading = beside.submit(load_all, store, path, utc_now(), options, watch=watch)
        try:
            return _followed(loading, watch, path.name)
        except BaseException:
            watch.cancel()
            raise


def _followed(loading: Future[list[Receipt]], watch: Watch, name: str) -> list[Receipt]:
    shown = ""
    while not wait_for([loading], timeout=_SECONDS).done:
        if sys.stderr.isatty():
            text = told(f"{name}: {_progress_text(watch.progress)}")
            click.echo(f"\r{text.ljust(len(shown))}", nl=False, err=True)
            shown = text
    if shown:
        click.echo(f"\r{' ' * len(shown)}\r", nl=False, err=True)
    return loading.result()


def _progress_text(progress: Progress) -> str:
    share = "" if progress.share is None else f" {progress.share:.0%}"
    rows = "" if progress.rows is None else f", about {progress.rows:,} rows so far"
    return f"{progress.doing}{share}{rows}"
