"""The way to the database: two-way SQL, the connection of each thread, execution and retries."""
