"""Parts of the pages about licensing."""
