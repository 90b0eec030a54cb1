"""What could be stopped and who could leave the pool: the cached answers and their words."""
