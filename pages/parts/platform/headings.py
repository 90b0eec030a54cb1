"""Headings of tables about applications."""

from collections.abc import Mapping

PLATFORM: Mapping[str, str] = {
    "apis": "APIs",
    "client_id": "Client ID",
    "resolved": "Resolved, tokens",
    "uncharged": "Uncharged, tokens",
    "since": "Since",
}
