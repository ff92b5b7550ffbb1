-- The schema that the migrations give, for reading and comparing; written by
-- 'rawboard db dump' on MySQL. To install, apply sql/migrations.
SET NAMES utf8mb4;
SET SESSION foreign_key_checks = 0;
SET SESSION innodb_ft_enable_stopword = OFF;

CREATE TABLE `boards` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `user_id` bigint unsigned NOT NULL,
  `title` varchar(100) COLLATE utf8mb4_unicode_520_ci NOT NULL,
  `content` mediumtext COLLATE utf8mb4_unicode_520_ci NOT NULL,
  `created_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
  `updated_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
  `version` int unsigned NOT NULL DEFAULT '1',
  PRIMARY KEY (`id`),
  KEY `ix_boards_created_at` (`created_at`,`id`),
  KEY `ix_boards_user_id_created_at` (`user_id`,`created_at`,`id`),
  KEY `ix_boards_updated_at` (`updated_at`,`id`),
  KEY `ix_boards_user_id_updated_at` (`user_id`,`updated_at`,`id`),
  FULLTEXT KEY `ft_boards_text` (`title`,`content`) /*!50100 WITH PARSER `ngram` */ ,
  CONSTRAINT `fk_boards_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `ck_boards_content` CHECK ((char_length(`content`) <= 20000)),
  CONSTRAINT `ck_boards_title` CHECK ((char_length(`title`) >= 1))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE `idempotency_keys` (
  `user_id` bigint unsigned NOT NULL,
  `key_hash` char(64) COLLATE ascii_bin NOT NULL,
  `fingerprint` char(64) COLLATE ascii_bin NOT NULL,
  `status` smallint unsigned NOT NULL DEFAULT '0',
  `headers` text COLLATE utf8mb4_unicode_520_ci NOT NULL,
  `body` mediumblob,
  `created_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
  PRIMARY KEY (`user_id`,`key_hash`),
  KEY `ix_idempotency_keys_created_at` (`created_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE `login_failures` (
  `account` char(64) COLLATE ascii_bin NOT NULL,
  `address` varchar(45) COLLATE ascii_bin NOT NULL,
  `failures` int unsigned NOT NULL,
  `window_ends_at` datetime(6) NOT NULL,
  PRIMARY KEY (`account`,`address`),
  KEY `ix_login_failures_window_ends_at` (`window_ends_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE `schema_migrations` (
  `version` int unsigned NOT NULL,
  `name` varchar(100) COLLATE utf8mb4_unicode_520_ci NOT NULL,
  `checksum` char(64) COLLATE ascii_bin DEFAULT NULL,
  `applied_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
  `applied_by` varchar(288) COLLATE utf8mb4_unicode_520_ci NOT NULL DEFAULT (current_user()),
  PRIMARY KEY (`version`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE `tokens` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `user_id` bigint unsigned NOT NULL,
  `name` varchar(100) COLLATE utf8mb4_unicode_520_ci NOT NULL,
  `scope` varchar(8) COLLATE ascii_bin NOT NULL,
  `secret_hash` char(64) COLLATE ascii_bin NOT NULL,
  `created_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
  `expires_at` datetime(6) DEFAULT NULL,
  `last_used_at` datetime(6) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uq_tokens_secret_hash` (`secret_hash`),
  KEY `ix_tokens_user_id_created_at` (`user_id`,`created_at`,`id`),
  CONSTRAINT `fk_tokens_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `ck_tokens_name` CHECK ((char_length(`name`) >= 1)),
  CONSTRAINT `ck_tokens_scope` CHECK ((`scope` in ('read','write')))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE `users` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `username` varchar(64) COLLATE ascii_general_ci NOT NULL,
  `email` varchar(254) COLLATE ascii_general_ci NOT NULL,
  `password_hash` varchar(255) COLLATE ascii_bin NOT NULL,
  `role` varchar(16) COLLATE ascii_bin NOT NULL DEFAULT 'member',
  `created_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
  `updated_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
  `version` int unsigned NOT NULL DEFAULT '1',
  PRIMARY KEY (`id`),
  UNIQUE KEY `uq_users_username` (`username`),
  UNIQUE KEY `uq_users_email` (`email`),
  KEY `ix_users_created_at` (`created_at`,`id`),
  CONSTRAINT `ck_users_role` CHECK ((`role` in ('admin','member'))),
  CONSTRAINT `ck_users_username` CHECK (regexp_like(`username`,'^[A-Za-z][A-Za-z0-9_.-]*$'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
