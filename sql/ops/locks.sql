-- Who waits for whom.

-- name: list_lock_waits
-- The waiting and the blocking session; the comments in the statements name query and request.
SELECT
    w.wait_age_secs AS seconds,
    w.locked_table,
    w.locked_index,
    w.waiting_pid,
    w.waiting_query,
    w.blocking_pid,
    w.blocking_query,
    w.blocking_trx_age,
    w.sql_kill_blocking_connection AS to_end_the_blocker
FROM sys.innodb_lock_waits AS w
ORDER BY w.wait_age_secs DESC;

-- name: list_open_transactions
-- Open for longer than this many seconds: nothing of the program's should be.
SELECT
    t.trx_mysql_thread_id AS session,
    t.trx_started AS started,
    t.trx_rows_locked AS rows_locked,
    t.trx_rows_modified AS rows_changed,
    t.trx_query AS statement
FROM information_schema.innodb_trx AS t
WHERE t.trx_started < NOW() - INTERVAL /* :seconds */ 5 SECOND
ORDER BY t.trx_started;
