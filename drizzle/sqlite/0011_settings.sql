CREATE TABLE `setting_changes` (
	`id` text PRIMARY KEY NOT NULL,
	`setting` text NOT NULL,
	`subject` text NOT NULL,
	`name` text,
	`line` text,
	`observation_id` text,
	`before` text NOT NULL,
	`made_by` text NOT NULL,
	`made_at` integer NOT NULL,
	`undone_by` text,
	`undone_at` integer,
	`told_on` text,
	FOREIGN KEY (`observation_id`) REFERENCES `observations`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`made_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`undone_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `setting_changes_once` ON `setting_changes` (`setting`,`subject`) WHERE "setting_changes"."undone_at" is null;--> statement-breakpoint
CREATE INDEX `setting_changes_made` ON `setting_changes` (`made_at`);--> statement-breakpoint
ALTER TABLE `outbox` ADD `stale_since` integer;--> statement-breakpoint
CREATE INDEX `outbox_stale` ON `outbox` (`stale_since`) WHERE "outbox"."stale_since" is not null;