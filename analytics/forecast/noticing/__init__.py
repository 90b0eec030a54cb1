"""Use out of the ordinary, against what was to be expected."""
