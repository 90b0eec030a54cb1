"""What the page about moves together is made of."""
