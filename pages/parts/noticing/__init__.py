"""What stands out: use out of the ordinary, and use over a limit."""
