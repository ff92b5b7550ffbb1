-- A migration whose second statement fails.
SET SESSION lock_wait_timeout = 5;

DELETE FROM no_such_table;
