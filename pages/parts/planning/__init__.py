"""What the pages about planning share."""
