-- What each new connection of the program sets for itself, so that it behaves the same on every
-- server: UTC, strict mode, English messages, short waits for locks, a limit on each statement.

-- name: set_session
SET SESSION
    time_zone = '+00:00',
    lc_messages = 'en_US',
    sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,'
        'NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY',
    innodb_lock_wait_timeout = 2,
    lock_wait_timeout = 2;

-- name: set_isolation
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;

-- name: set_statement_limit
-- Four seconds: max_execution_time on MySQL (for SELECT alone), max_statement_time on MariaDB.
-- The owner's connection leaves this out, because a migration may take its time.
SET SESSION
    /*!80000 max_execution_time = 4000, */
    /*M!100100 max_statement_time = 4, */
    autocommit = 1;
