"""What the pages about the platform's applications share."""
