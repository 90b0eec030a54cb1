"""Who uses most and why tokens changed: the cached answers and their words."""
