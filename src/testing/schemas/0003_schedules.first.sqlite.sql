CREATE TABLE `schedules` (
	`id` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`report` text NOT NULL,
	`params` text NOT NULL,
	`cadence` text NOT NULL,
	`time_zone` text NOT NULL,
	`condition` text,
	`status` text NOT NULL,
	`reason` text,
	`thread_key` text,
	`offered_by` text,
	`accepted_at` integer,
	`starts_at` integer NOT NULL,
	`scheduled_at` integer NOT NULL,
	`last_scheduled_at` integer,
	`last_hash` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`lease_until` integer,
	`fence` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`offered_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `schedules_due` ON `schedules` (`due_at`) WHERE "schedules"."status" = 'active';--> statement-breakpoint
CREATE INDEX `schedules_member` ON `schedules` (`member_id`,`status`);--> statement-breakpoint
CREATE INDEX `schedules_noticed` ON `schedules` (`updated_at`) WHERE "schedules"."reason" is not null;--> statement-breakpoint
ALTER TABLE `members` ADD `direct_channel` text;--> statement-breakpoint
CREATE INDEX `outbox_failed` ON `outbox` (`finished_at`) WHERE "outbox"."status" = 'failed';