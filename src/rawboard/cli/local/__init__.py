"""A database for a checkout: found, started in Docker, or embedded."""
