"""Cached answers on what is planned, kept as in `pages.parts.session`: under the store's fingerprint."""
