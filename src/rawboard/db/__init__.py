"""The way to the database: two-way SQL, connections in lanes, execution and retries."""
