-- 9999: its last statement forgotten.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

CREATE TABLE IF NOT EXISTS probes (id INT NOT NULL, PRIMARY KEY (id));
