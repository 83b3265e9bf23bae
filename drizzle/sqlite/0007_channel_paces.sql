CREATE TABLE `channel_paces` (
	`channel` text PRIMARY KEY NOT NULL,
	`free_at` integer NOT NULL
);
