-- The schema that the migrations give, for reading and comparing; written by
-- 'flask --app rawboard db dump' on MySQL. To install, apply sql/migrations.
SET NAMES utf8mb4;
SET SESSION foreign_key_checks = 0;

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
  CONSTRAINT `fk_boards_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `ck_boards_content` CHECK ((char_length(`content`) <= 20000)),
  CONSTRAINT `ck_boards_title` CHECK ((char_length(`title`) >= 1))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE `schema_migrations` (
  `version` int unsigned NOT NULL,
  `name` varchar(100) COLLATE utf8mb4_unicode_520_ci NOT NULL,
  `checksum` char(64) COLLATE ascii_bin DEFAULT NULL,
  `applied_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
  `applied_by` varchar(288) COLLATE utf8mb4_unicode_520_ci NOT NULL DEFAULT (current_user()),
  PRIMARY KEY (`version`)
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
