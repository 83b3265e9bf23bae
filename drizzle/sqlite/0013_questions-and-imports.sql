CREATE TABLE `external_ids` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`kind` text NOT NULL,
	`external_id` text NOT NULL,
	`company_id` text,
	`contact_id` text,
	`deal_id` text,
	`interaction_id` text,
	`follow_up_id` text,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`deal_id`) REFERENCES `deals`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`interaction_id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`follow_up_id`) REFERENCES `follow_ups`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `external_ids_once` ON `external_ids` (`source`,`kind`,`external_id`);--> statement-breakpoint
CREATE INDEX `external_ids_company` ON `external_ids` (`company_id`) WHERE "external_ids"."company_id" is not null;--> statement-breakpoint
CREATE INDEX `external_ids_contact` ON `external_ids` (`contact_id`) WHERE "external_ids"."contact_id" is not null;--> statement-breakpoint
CREATE INDEX `external_ids_deal` ON `external_ids` (`deal_id`) WHERE "external_ids"."deal_id" is not null;--> statement-breakpoint
CREATE INDEX `external_ids_interaction` ON `external_ids` (`interaction_id`) WHERE "external_ids"."interaction_id" is not null;--> statement-breakpoint
CREATE INDEX `external_ids_follow_up` ON `external_ids` (`follow_up_id`) WHERE "external_ids"."follow_up_id" is not null;--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`source` text NOT NULL,
	`file_name` text NOT NULL,
	`file_hash` text NOT NULL,
	`status` text NOT NULL,
	`counts` text NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	`undone_at` integer,
	`undone_by` text,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`undone_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `imports_created` ON `imports` (`created_at`);--> statement-breakpoint
CREATE TABLE `kept_questions` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`title` text NOT NULL,
	`metric` text NOT NULL,
	`request` text NOT NULL,
	`definition_hash` text NOT NULL,
	`status` text NOT NULL,
	`proposed_by` text NOT NULL,
	`proposed_at` integer NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	FOREIGN KEY (`proposed_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `kept_questions_name` ON `kept_questions` (`name`) WHERE "kept_questions"."status" in ('proposed', 'certified');--> statement-breakpoint
CREATE TABLE `unanswered_questions` (
	`id` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`metric` text,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`asked_at` integer NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `unanswered_questions_asked` ON `unanswered_questions` (`asked_at`);--> statement-breakpoint
ALTER TABLE `changes` ADD `import_id` text;--> statement-breakpoint
CREATE INDEX `changes_import` ON `changes` (`import_id`,`id`) WHERE "changes"."import_id" is not null;--> statement-breakpoint
ALTER TABLE `schedules` ADD `channel` text;--> statement-breakpoint
ALTER TABLE `schedules` ADD `ends_on` text;--> statement-breakpoint
ALTER TABLE `schedules` ADD `definition_hash` text;