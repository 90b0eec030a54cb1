"""The store that a command works on, and what of it is hidden while names are masked."""

import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

import click

from analytics.errors import StoreInUseError, TokenGaugeError
from analytics.masking import Mask
from analytics.settings import Settings
from analytics.store import Store, hidden, mask_of

_STORE, _MASK, _FILES = f"{__name__}.store", f"{__name__}.mask", f"{__name__}.files"


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """Open the store of the command that runs; what it prints is masked as of then, also when the store is closed.

    Raises
    ------
    StoreError
        When it cannot be opened, or another program still has it after the time that the settings grant.
    """
    meta = click.get_current_context().meta
    with _waited_for(settings) as store:
        meta[_STORE] = store
        try:
            yield store
        except TokenGaugeError as error:
            if not names_shown():
                with suppress(TokenGaugeError):  # the store may be what is wrong
                    error.message, error.hint = hidden(store, error.message), hidden(store, error.hint)
            raise
        else:
            if not names_shown():
                meta[_MASK] = mask_of(store)
        finally:
            del meta[_STORE]


def _waited_for(settings: Settings) -> Store:
    """Open the store; while another program has it, wait for one's turn, and say so on stderr."""
    until = time.monotonic() + settings.wait_seconds
    is_said = False
    while True:
        try:
            return Store(settings.store)
        except StoreInUseError as error:
            if time.monotonic() >= until:
                raise
            if not is_said:
                click.echo(f"{error.message} Waiting for it, {settings.wait_seconds} seconds at most.", err=True)
                is_said = True
        # Not all at the same moments, so that each has its turn.
        time.sleep(random.uniform(0.05, 0.15))


def mask() -> Mask | None:
    """Return what the command that runs hides; None: it shows names and e-mails."""
    meta = click.get_current_context().meta
    if names_shown():
        return None
    known = mask_of(meta[_STORE]) if _STORE in meta else meta.get(_MASK, Mask())
    return Mask(known.texts | meta.get(_FILES, frozenset()))


def hide_files(named: Iterable[str]) -> None:
    """Hide the names of files that name somebody from here on; the store may not know these persons."""
    click.get_current_context().meta[_FILES] = frozenset(named)


def names_shown() -> bool:
    """Return whether the command that runs shows names and e-mails."""
    context = click.get_current_context()
    return context.obj.names == "shown" or bool(context.params.get("names"))
