"""Brings up everything that a checkout needs to run: a database, its accounts, the server.

What runs in production (the application behind a WSGI server) imports nothing of this.
"""
