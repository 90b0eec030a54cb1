"""The colours in which Autodesk's portal draws use of APIs; they differ in lightness too, so that all can tell them."""

RESOLVED, UNCHARGED = "#3b8bc9", "#e8710a"
QUIET = "#8a8f98"
"""Of what is neither."""
