"""What is loaded: the days it covers, past loads, and what is purged."""
