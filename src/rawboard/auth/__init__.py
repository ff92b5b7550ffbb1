"""Who calls, and whether they may: HTTP Basic, passwords, tokens, and the throttle of failures."""
