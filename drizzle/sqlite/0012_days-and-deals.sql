CREATE TABLE `deal_changes` (
	`id` text PRIMARY KEY NOT NULL,
	`deal_id` text NOT NULL,
	`member_id` text NOT NULL,
	`stage` text NOT NULL,
	`status` text NOT NULL,
	`amount` integer,
	`currency` text,
	`owner_id` text NOT NULL,
	`closes_on` text,
	`changed_on` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`deal_id`) REFERENCES `deals`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `deal_changes_deal` ON `deal_changes` (`deal_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `deal_changes_changed_on` ON `deal_changes` (`changed_on`);--> statement-breakpoint
CREATE TABLE `deal_contacts` (
	`id` text PRIMARY KEY NOT NULL,
	`deal_id` text NOT NULL,
	`contact_id` text NOT NULL,
	FOREIGN KEY (`deal_id`) REFERENCES `deals`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deal_contacts_once` ON `deal_contacts` (`deal_id`,`contact_id`);--> statement-breakpoint
CREATE INDEX `deal_contacts_contact` ON `deal_contacts` (`contact_id`);--> statement-breakpoint
CREATE TABLE `deals` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`company_id` text NOT NULL,
	`amount` integer,
	`currency` text,
	`stage` text NOT NULL,
	`status` text NOT NULL,
	`owner_id` text NOT NULL,
	`closes_on` text,
	`closed_on` text,
	`reason` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "deals_amount" CHECK(("deals"."amount" is null) = ("deals"."currency" is null))
);
--> statement-breakpoint
CREATE INDEX `deals_company` ON `deals` (`company_id`,`status`);--> statement-breakpoint
CREATE INDEX `deals_owner` ON `deals` (`owner_id`,`status`,`closes_on`);--> statement-breakpoint
CREATE INDEX `deals_status` ON `deals` (`status`,`closes_on`);--> statement-breakpoint
CREATE TABLE `field_values` (
	`id` text PRIMARY KEY NOT NULL,
	`company_id` text,
	`contact_id` text,
	`deal_id` text,
	`field` text NOT NULL,
	`text` text,
	`number` real,
	`amount` integer,
	`currency` text,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`deal_id`) REFERENCES `deals`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "field_values_one_owner" CHECK((case when "field_values"."company_id" is null then 0 else 1 end) + (case when "field_values"."contact_id" is null then 0 else 1 end) + (case when "field_values"."deal_id" is null then 0 else 1 end) = 1)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `field_values_company` ON `field_values` (`company_id`,`field`) WHERE "field_values"."company_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `field_values_contact` ON `field_values` (`contact_id`,`field`) WHERE "field_values"."contact_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `field_values_deal` ON `field_values` (`deal_id`,`field`) WHERE "field_values"."deal_id" is not null;--> statement-breakpoint
CREATE INDEX `field_values_field` ON `field_values` (`field`);--> statement-breakpoint
CREATE TABLE `reminders` (
	`id` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`kind` text NOT NULL,
	`follow_up_id` text,
	`status` text NOT NULL,
	`time_zone` text NOT NULL,
	`scheduled_at` integer NOT NULL,
	`last_scheduled_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`lease_until` integer,
	`fence` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`follow_up_id`) REFERENCES `follow_ups`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `reminders_due` ON `reminders` (`due_at`) WHERE "reminders"."status" = 'planned';--> statement-breakpoint
CREATE UNIQUE INDEX `reminders_morning` ON `reminders` (`member_id`) WHERE "reminders"."kind" = 'morning';--> statement-breakpoint
CREATE UNIQUE INDEX `reminders_timed` ON `reminders` (`follow_up_id`) WHERE "reminders"."follow_up_id" is not null;--> statement-breakpoint
ALTER TABLE `follow_ups` ADD `due_time` text;--> statement-breakpoint
ALTER TABLE `follow_ups` ADD `assigned_by` text REFERENCES members(id);--> statement-breakpoint
ALTER TABLE `members` ADD `remind_at` text DEFAULT '09:00' NOT NULL;--> statement-breakpoint
ALTER TABLE `members` ADD `remind_on_weekends` integer DEFAULT false NOT NULL;