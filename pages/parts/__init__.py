"""What several pages share; pages import from here and from `analytics`."""
