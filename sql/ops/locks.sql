-- Who waits for whom, and whose transaction stays open. Asks for PROCESS (grants/monitor.sql).
-- InnoDB notes its times in the server's time zone, so "now" is taken in that one too. It takes a
-- new look only when nobody has asked for 0.1 seconds: do not ask more often than that.

-- name: list_lock_waits
-- blocking_statement is NULL where the blocker does nothing but keep its transaction open. From
-- the x$ view, because the other one cuts the statements, and with them the queries' names.
SELECT
    TIMESTAMPDIFF(
        SECOND, w.wait_started, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM')
    ) AS seconds,
    w.locked_table,
    w.locked_index,
    w.waiting_pid AS waiting_session,
    w.waiting_query AS waiting_statement,
    w.blocking_pid AS blocking_session,
    w.blocking_query AS blocking_statement,
    p.user AS blocking_account,
    p.host AS blocking_client,
    w.sql_kill_blocking_connection AS to_end_the_blocker
FROM sys.x$innodb_lock_waits AS w
LEFT JOIN information_schema.processlist AS p ON p.id = w.blocking_pid
ORDER BY seconds DESC, waiting_session ASC;

-- name: list_open_transactions
-- Open for so many seconds or longer: nothing of the program's should be.
SELECT
    t.trx_mysql_thread_id AS session,
    TIMESTAMPDIFF(
        SECOND, t.trx_started, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM')
    ) AS seconds,
    p.user AS account,
    p.host AS client,
    t.trx_rows_locked AS rows_locked,
    t.trx_rows_modified AS rows_changed,
    t.trx_query AS statement
FROM information_schema.innodb_trx AS t
LEFT JOIN information_schema.processlist AS p ON p.id = t.trx_mysql_thread_id
WHERE t.trx_started
    <= CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM') - INTERVAL /* :seconds */ 5 SECOND
ORDER BY t.trx_started ASC, session ASC;
