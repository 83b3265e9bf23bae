CREATE TABLE `agent_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`inbox_id` text NOT NULL,
	`member_id` text NOT NULL,
	`thread_key` text NOT NULL,
	`model` text NOT NULL,
	`status` text NOT NULL,
	`input_tokens` integer DEFAULT 0 NOT NULL,
	`output_tokens` integer DEFAULT 0 NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`reason` text,
	FOREIGN KEY (`inbox_id`) REFERENCES `inbox`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `agent_runs_inboxId_unique` ON `agent_runs` (`inbox_id`);--> statement-breakpoint
CREATE INDEX `agent_runs_thread` ON `agent_runs` (`thread_key`,`id`);--> statement-breakpoint
CREATE INDEX `agent_runs_member` ON `agent_runs` (`member_id`,`id`);--> statement-breakpoint
CREATE TABLE `agent_steps` (
	`id` text PRIMARY KEY NOT NULL,
	`run_id` text NOT NULL,
	`position` integer NOT NULL,
	`kind` text NOT NULL,
	`content` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `agent_runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `agent_steps_once` ON `agent_steps` (`run_id`,`position`);--> statement-breakpoint
CREATE TABLE `changes` (
	`id` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`verb` text NOT NULL,
	`summary` text NOT NULL,
	`mutations` text NOT NULL,
	`run_id` text,
	`source_channel` text,
	`source_ts` text,
	`created_at` integer NOT NULL,
	`undone_at` integer,
	`undone_run_id` text,
	`undone_by` text,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`undone_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `changes_run` ON `changes` (`run_id`);--> statement-breakpoint
CREATE INDEX `changes_undone_run` ON `changes` (`undone_run_id`) WHERE "changes"."undone_run_id" is not null;--> statement-breakpoint
CREATE INDEX `changes_member` ON `changes` (`member_id`,`id`);--> statement-breakpoint
CREATE INDEX `changes_source` ON `changes` (`source_channel`,`source_ts`);--> statement-breakpoint
CREATE TABLE `companies` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`stem_key` text NOT NULL,
	`domain` text,
	`about` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`created_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `companies_domain_unique` ON `companies` (`domain`);--> statement-breakpoint
CREATE INDEX `companies_stem_key` ON `companies` (`stem_key`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`first_key` text NOT NULL,
	`email` text,
	`phone` text,
	`title` text,
	`about` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`created_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_email_unique` ON `contacts` (`email`);--> statement-breakpoint
CREATE INDEX `contacts_name_key` ON `contacts` (`name_key`);--> statement-breakpoint
CREATE INDEX `contacts_first_key` ON `contacts` (`first_key`);--> statement-breakpoint
CREATE TABLE `follow_ups` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`due_on` text,
	`status` text NOT NULL,
	`member_id` text NOT NULL,
	`company_id` text,
	`contact_id` text,
	`interaction_id` text,
	`completed_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`interaction_id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `follow_ups_member` ON `follow_ups` (`member_id`,`status`,`due_on`);--> statement-breakpoint
CREATE INDEX `follow_ups_company` ON `follow_ups` (`company_id`,`status`);--> statement-breakpoint
CREATE INDEX `follow_ups_contact` ON `follow_ups` (`contact_id`,`status`);--> statement-breakpoint
CREATE INDEX `follow_ups_interaction` ON `follow_ups` (`interaction_id`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`event_id` text,
	`dedupe_key` text NOT NULL,
	`client_msg_id` text,
	`thread_key` text NOT NULL,
	`channel` text,
	`ts` text NOT NULL,
	`payload` text,
	`status` text NOT NULL,
	`received_at` integer NOT NULL,
	`finished_at` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`lease_until` integer,
	`fence` integer DEFAULT 0 NOT NULL,
	`last_error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_eventId_unique` ON `inbox` (`event_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_dedupeKey_unique` ON `inbox` (`dedupe_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_clientMsgId_unique` ON `inbox` (`client_msg_id`);--> statement-breakpoint
CREATE INDEX `inbox_pending` ON `inbox` (`due_at`) WHERE "inbox"."status" = 'pending';--> statement-breakpoint
CREATE INDEX `inbox_thread` ON `inbox` (`thread_key`,`status`,`ts`);--> statement-breakpoint
CREATE TABLE `interaction_contacts` (
	`id` text PRIMARY KEY NOT NULL,
	`interaction_id` text NOT NULL,
	`contact_id` text NOT NULL,
	FOREIGN KEY (`interaction_id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `interaction_contacts_once` ON `interaction_contacts` (`interaction_id`,`contact_id`);--> statement-breakpoint
CREATE INDEX `interaction_contacts_contact` ON `interaction_contacts` (`contact_id`);--> statement-breakpoint
CREATE TABLE `interactions` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`occurred_on` text NOT NULL,
	`summary` text NOT NULL,
	`company_id` text,
	`member_id` text NOT NULL,
	`is_private` integer NOT NULL,
	`source_channel` text,
	`source_ts` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `interactions_company` ON `interactions` (`company_id`,`occurred_on`);--> statement-breakpoint
CREATE INDEX `interactions_member` ON `interactions` (`member_id`,`occurred_on`);--> statement-breakpoint
CREATE INDEX `interactions_occurred_on` ON `interactions` (`occurred_on`);--> statement-breakpoint
CREATE TABLE `members` (
	`id` text PRIMARY KEY NOT NULL,
	`slack_user_id` text NOT NULL,
	`name` text NOT NULL,
	`email` text,
	`role` text NOT NULL,
	`time_zone` text NOT NULL,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `members_slackUserId_unique` ON `members` (`slack_user_id`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`thread_key` text NOT NULL,
	`channel` text NOT NULL,
	`ts` text NOT NULL,
	`author` text NOT NULL,
	`member_id` text NOT NULL,
	`audience` text NOT NULL,
	`text` text NOT NULL,
	`run_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_once` ON `messages` (`channel`,`ts`,`author`);--> statement-breakpoint
CREATE INDEX `messages_thread` ON `messages` (`thread_key`,`ts`);--> statement-breakpoint
CREATE INDEX `messages_member` ON `messages` (`member_id`,`ts`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`dedupe_key` text NOT NULL,
	`channel` text NOT NULL,
	`thread_ts` text,
	`document` text NOT NULL,
	`client_msg_id` text NOT NULL,
	`status` text NOT NULL,
	`posted_ts` text,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`lease_until` integer,
	`fence` integer DEFAULT 0 NOT NULL,
	`last_error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_dedupeKey_unique` ON `outbox` (`dedupe_key`);--> statement-breakpoint
CREATE INDEX `outbox_pending` ON `outbox` (`due_at`) WHERE "outbox"."status" = 'pending';--> statement-breakpoint
CREATE INDEX `outbox_posted` ON `outbox` (`channel`,`posted_ts`);--> statement-breakpoint
CREATE INDEX `outbox_thread` ON `outbox` (`channel`,`thread_ts`) WHERE "outbox"."status" = 'pending';--> statement-breakpoint
CREATE TABLE `relationships` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`contact_id` text NOT NULL,
	`other_contact_id` text,
	`company_id` text,
	`started_on` text,
	`ended_on` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`other_contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "relationships_one_target" CHECK(("relationships"."other_contact_id" is null) <> ("relationships"."company_id" is null))
);
--> statement-breakpoint
CREATE INDEX `relationships_contact` ON `relationships` (`contact_id`);--> statement-breakpoint
CREATE INDEX `relationships_other_contact` ON `relationships` (`other_contact_id`);--> statement-breakpoint
CREATE INDEX `relationships_company` ON `relationships` (`company_id`);--> statement-breakpoint
CREATE TABLE `search_entries` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`entity_id` text NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_entries_entityId_unique` ON `search_entries` (`entity_id`);