"""The store that a command works on, and what of it is hidden while names are masked."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from analytics.masking import Mask
from analytics.settings import Settings
from analytics.store import Store, mask_of

_STORE, _MASK = f"{__name__}.store", f"{__name__}.mask"


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """Open the store of the command that runs; what it prints is masked as of then, also when the store is closed."""
    meta = click.get_current_context().meta
    with Store(settings.store) as store:
        meta[_STORE] = store
        try:
            yield store
            if not names_shown():
                meta[_MASK] = mask_of(store)
        finally:
            del meta[_STORE]


def mask() -> Mask | None:
    """Return what the command that runs hides; None: it shows names and e-mails."""
    meta = click.get_current_context().meta
    if names_shown():
        return None
    return mask_of(meta[_STORE]) if _STORE in meta else meta.get(_MASK, Mask())


def names_shown() -> bool:
    """Return whether the command that runs shows names and e-mails."""
    context = click.get_current_context()
    return context.obj.names == "shown" or bool(context.params.get("names"))
