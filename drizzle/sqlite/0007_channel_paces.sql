CREATE TABLE `channel_paces` (
	`id` text PRIMARY KEY NOT NULL,
	`free_at` integer NOT NULL
);
