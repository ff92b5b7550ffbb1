"""The commands.

Exit status: 0 all is well, 1 something failed, 2 the command line is wrong, 3 migrations are
pending (``status``, ``plan``), 4 the schema or a file differs (``verify``, ``dump --check``).
"""
