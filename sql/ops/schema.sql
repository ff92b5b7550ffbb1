-- What the database that the connection has chosen consists of, one fact a row. 'verify' compares
-- these with what the migrations give; each query's rows are (object, definition).

-- name: list_tables
SELECT
    t.table_name AS object,
    CONCAT_WS(', ', t.table_type, t.engine, t.table_collation) AS definition
FROM information_schema.tables AS t
WHERE t.table_schema = DATABASE()
ORDER BY t.table_name;

-- name: list_columns
SELECT
    CONCAT(c.table_name, '.', c.column_name) AS object,
    CONCAT_WS(
        ', ',
        c.ordinal_position,
        c.column_type,
        IF(c.is_nullable = 'YES', 'NULL', 'NOT NULL'),
        CONCAT('DEFAULT ', c.column_default),
        NULLIF(c.extra, ''),
        c.collation_name,
        NULLIF(c.generation_expression, '')
    ) AS definition
FROM information_schema.columns AS c
WHERE c.table_schema = DATABASE()
ORDER BY c.table_name, c.ordinal_position;

-- name: list_indexes
SELECT
    CONCAT(s.table_name, '.', s.index_name) AS object,
    CONCAT(
        IF(MIN(s.non_unique) = 0, 'UNIQUE ', ''),
        MIN(s.index_type),
        ' (',
        GROUP_CONCAT(
            CONCAT_WS(' ', s.column_name, /*!80013 s.expression, */ s.sub_part, s.collation)
            ORDER BY s.seq_in_index SEPARATOR ', '
        ),
        ')'
        /*!80000 , IF(MIN(s.is_visible) = 'YES', '', ' INVISIBLE') */
        /*M!100600 , IF(MIN(s.ignored) = 'NO', '', ' IGNORED') */
    ) AS definition
FROM information_schema.statistics AS s
WHERE s.table_schema = DATABASE()
GROUP BY s.table_name, s.index_name
ORDER BY s.table_name, s.index_name;

-- name: list_foreign_keys
SELECT
    CONCAT(k.table_name, '.', k.constraint_name) AS object,
    CONCAT(
        '(',
        GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position SEPARATOR ', '),
        ') REFERENCES ',
        k.referenced_table_name,
        ' (',
        GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR ', '),
        ')',
        ' ON DELETE ', r.delete_rule, ' ON UPDATE ', r.update_rule
    ) AS definition
FROM information_schema.key_column_usage AS k
JOIN information_schema.referential_constraints AS r
    ON r.constraint_schema = k.constraint_schema
    AND r.table_name = k.table_name
    AND r.constraint_name = k.constraint_name
WHERE k.table_schema = DATABASE()
GROUP BY
    k.table_name, k.constraint_name, k.referenced_table_name, r.delete_rule, r.update_rule
ORDER BY k.table_name, k.constraint_name;

-- name: list_checks
SELECT
    CONCAT(t.table_name, '.', t.constraint_name) AS object,
    CONCAT(
        -- MySQL writes the character set of a literal anew whenever it rebuilds the table.
        REGEXP_REPLACE(c.check_clause, '_(utf8mb4|utf8mb3|ascii|latin1|binary)(?=.?'')', '')
        /*!80000 , IF(t.enforced = 'YES', '', ' NOT ENFORCED') */
    ) AS definition
FROM information_schema.table_constraints AS t
JOIN information_schema.check_constraints AS c
    ON c.constraint_schema = t.constraint_schema
    AND c.constraint_name = t.constraint_name
    /*M!100502 AND c.table_name = t.table_name */
WHERE t.table_schema = DATABASE()
  AND t.constraint_type = 'CHECK'
ORDER BY t.table_name, t.constraint_name;

-- name: list_programs
-- Triggers, routines and events: the migrations make none.
SELECT CONCAT('trigger ', t.trigger_name) AS object, t.action_statement AS definition
FROM information_schema.triggers AS t
WHERE t.trigger_schema = DATABASE()
UNION ALL
SELECT
    CONCAT(LOWER(r.routine_type), ' ', r.routine_name) AS object,
    COALESCE(r.routine_definition, 'not shown to this account') AS definition
FROM information_schema.routines AS r
WHERE r.routine_schema = DATABASE()
UNION ALL
SELECT CONCAT('event ', e.event_name) AS object, e.event_definition AS definition
FROM information_schema.events AS e
WHERE e.event_schema = DATABASE()
ORDER BY object;
