"""Whether the forecast can be trusted: how past ones came out."""
