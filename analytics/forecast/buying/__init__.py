"""What to buy, by when, and at what price."""
