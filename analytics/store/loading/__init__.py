"""The way of a file into the store: staged, checked, compared with what is there, inserted, all in one transaction."""

from analytics.store.loading.load import load, load_all
from analytics.store.loading.options import LoadOptions
from analytics.store.loading.watching import Progress, Watch

__all__ = ["LoadOptions", "Progress", "Watch", "load", "load_all"]
