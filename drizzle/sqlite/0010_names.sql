CREATE TABLE `aliases` (
	`id` text PRIMARY KEY NOT NULL,
	`company_id` text,
	`contact_id` text,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`source` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "aliases_one_owner" CHECK(("aliases"."company_id" is null) <> ("aliases"."contact_id" is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `aliases_company` ON `aliases` (`company_id`,`name_key`) WHERE "aliases"."company_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `aliases_contact` ON `aliases` (`contact_id`,`name_key`) WHERE "aliases"."contact_id" is not null;--> statement-breakpoint
CREATE TABLE `company_domains` (
	`id` text PRIMARY KEY NOT NULL,
	`company_id` text NOT NULL,
	`domain` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `company_domains_domain_unique` ON `company_domains` (`domain`);--> statement-breakpoint
CREATE INDEX `company_domains_company` ON `company_domains` (`company_id`);--> statement-breakpoint
CREATE TABLE `contact_emails` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`email` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contact_emails_email_unique` ON `contact_emails` (`email`);--> statement-breakpoint
CREATE INDEX `contact_emails_contact` ON `contact_emails` (`contact_id`);--> statement-breakpoint
CREATE TABLE `contact_phones` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`phone` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `contact_phones_contact` ON `contact_phones` (`contact_id`);--> statement-breakpoint
CREATE TABLE `derived_rules` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `duplicates` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`one_id` text NOT NULL,
	`other_id` text NOT NULL,
	`because` text NOT NULL,
	`status` text NOT NULL,
	`reported_by` text,
	`decided_by` text,
	`decided_at` integer,
	`shown_on` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`reported_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `duplicates_once` ON `duplicates` (`one_id`,`other_id`);--> statement-breakpoint
CREATE INDEX `duplicates_other` ON `duplicates` (`other_id`);--> statement-breakpoint
CREATE INDEX `duplicates_open` ON `duplicates` (`created_at`) WHERE "duplicates"."status" = 'open';--> statement-breakpoint
CREATE TABLE `merged_ids` (
	`id` text PRIMARY KEY NOT NULL,
	`merged_id` text NOT NULL,
	`company_id` text,
	`contact_id` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "merged_ids_one_target" CHECK(("merged_ids"."company_id" is null) <> ("merged_ids"."contact_id" is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `merged_ids_mergedId_unique` ON `merged_ids` (`merged_id`);--> statement-breakpoint
CREATE INDEX `merged_ids_company` ON `merged_ids` (`company_id`) WHERE "merged_ids"."company_id" is not null;--> statement-breakpoint
CREATE INDEX `merged_ids_contact` ON `merged_ids` (`contact_id`) WHERE "merged_ids"."contact_id" is not null;--> statement-breakpoint
CREATE TABLE `name_keys` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`entity_id` text NOT NULL,
	`source_id` text NOT NULL,
	`key` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `name_keys_key` ON `name_keys` (`key`,`kind`,`entity_id`);--> statement-breakpoint
CREATE INDEX `name_keys_source` ON `name_keys` (`source_id`);--> statement-breakpoint
ALTER TABLE `companies` ADD `sort_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `companies_sort_key` ON `companies` (`sort_key`,`id`);--> statement-breakpoint
ALTER TABLE `contacts` ADD `sort_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `contacts_sort_key` ON `contacts` (`sort_key`,`id`);