CREATE TABLE `report_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`report` text NOT NULL,
	`member_id` text NOT NULL,
	`source` text NOT NULL,
	`agent_run_id` text,
	`audience` text NOT NULL,
	`params` text NOT NULL,
	`outcome` text NOT NULL,
	`error` text,
	`rows` integer,
	`truncated` integer DEFAULT false NOT NULL,
	`ms` integer NOT NULL,
	`started_at` integer NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `report_runs_member` ON `report_runs` (`member_id`,`id`);--> statement-breakpoint
ALTER TABLE `members` ADD `locale` text DEFAULT 'en-US' NOT NULL;