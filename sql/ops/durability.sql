-- Whether a commit that was acknowledged outlives a crash of the server's machine. Any account may
-- ask; the program does when it starts, and logs a warning for each row.

-- name: list_weak_durability_settings
-- Each setting that is not 1; no row is as it should be. sync_binlog matters where there is a
-- binary log, which replicas and a restore to a point in time read.
SELECT
    'innodb_flush_log_at_trx_commit' AS setting,
    @@GLOBAL.innodb_flush_log_at_trx_commit AS value
FROM dual
WHERE @@GLOBAL.innodb_flush_log_at_trx_commit <> 1
UNION ALL
SELECT
    'sync_binlog' AS setting,
    @@GLOBAL.sync_binlog AS value
FROM dual
WHERE @@GLOBAL.log_bin
  AND @@GLOBAL.sync_binlog <> 1;
