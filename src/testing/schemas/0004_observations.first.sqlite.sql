CREATE TABLE `dream_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`member_id` text,
	`night` text NOT NULL,
	`time_zone` text NOT NULL,
	`scheduled_at` integer NOT NULL,
	`status` text NOT NULL,
	`from_at` integer NOT NULL,
	`from_id` text NOT NULL,
	`cursor_at` integer,
	`cursor_id` text,
	`outcome` text,
	`reason` text,
	`model` text,
	`new_messages` integer DEFAULT 0 NOT NULL,
	`new_interactions` integer DEFAULT 0 NOT NULL,
	`signals` integer DEFAULT 0 NOT NULL,
	`model_calls` integer DEFAULT 0 NOT NULL,
	`input_tokens` integer DEFAULT 0 NOT NULL,
	`output_tokens` integer DEFAULT 0 NOT NULL,
	`cost_micros` integer,
	`created` integer DEFAULT 0 NOT NULL,
	`merged` integer DEFAULT 0 NOT NULL,
	`retired` integer DEFAULT 0 NOT NULL,
	`rejected` text,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`lease_until` integer,
	`fence` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dream_runs_once` ON `dream_runs` (`scope`,`night`);--> statement-breakpoint
CREATE INDEX `dream_runs_due` ON `dream_runs` (`due_at`) WHERE "dream_runs"."status" = 'pending';--> statement-breakpoint
CREATE INDEX `dream_runs_finished` ON `dream_runs` (`finished_at`);--> statement-breakpoint
CREATE TABLE `exposures` (
	`id` text PRIMARY KEY NOT NULL,
	`run_id` text NOT NULL,
	`observation_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `agent_runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`observation_id`) REFERENCES `observations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `exposures_once` ON `exposures` (`run_id`,`observation_id`);--> statement-breakpoint
CREATE INDEX `exposures_observation` ON `exposures` (`observation_id`);--> statement-breakpoint
CREATE TABLE `feedback` (
	`id` text PRIMARY KEY NOT NULL,
	`run_id` text NOT NULL,
	`member_id` text NOT NULL,
	`kind` text NOT NULL,
	`is_good` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `agent_runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `feedback_once` ON `feedback` (`run_id`,`member_id`,`kind`);--> statement-breakpoint
CREATE INDEX `feedback_member` ON `feedback` (`member_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `feedback_created` ON `feedback` (`created_at`);--> statement-breakpoint
CREATE TABLE `observation_events` (
	`id` text PRIMARY KEY NOT NULL,
	`observation_id` text NOT NULL,
	`kind` text NOT NULL,
	`by` text NOT NULL,
	`member_id` text,
	`dream_run_id` text,
	`detail` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `observation_events_observation` ON `observation_events` (`observation_id`,`id`);--> statement-breakpoint
CREATE TABLE `observation_evidence` (
	`id` text PRIMARY KEY NOT NULL,
	`observation_id` text NOT NULL,
	`message_id` text,
	`interaction_id` text,
	`quote` text NOT NULL,
	`said_on` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`observation_id`) REFERENCES `observations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`interaction_id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "observation_evidence_one_source" CHECK(("observation_evidence"."message_id" is null) <> ("observation_evidence"."interaction_id" is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `observation_evidence_message` ON `observation_evidence` (`observation_id`,`message_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `observation_evidence_interaction` ON `observation_evidence` (`observation_id`,`interaction_id`);--> statement-breakpoint
CREATE INDEX `observation_evidence_of_message` ON `observation_evidence` (`message_id`);--> statement-breakpoint
CREATE INDEX `observation_evidence_of_interaction` ON `observation_evidence` (`interaction_id`);--> statement-breakpoint
CREATE TABLE `observations` (
	`id` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`member_id` text,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`company_id` text,
	`slot` text NOT NULL,
	`value_key` text NOT NULL,
	`claim` text NOT NULL,
	`signal` text,
	`status` text NOT NULL,
	`confidence` integer NOT NULL,
	`sources` integer NOT NULL,
	`days` integer NOT NULL,
	`night` text NOT NULL,
	`last_evidence_at` integer NOT NULL,
	`expires_at` integer,
	`told_at` integer,
	`reviewed_by` text,
	`reviewed_at` integer,
	`superseded_by` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`reviewed_by`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `observations_once` ON `observations` (`scope`,`subject`,`slot`,`value_key`) WHERE "observations"."status" in ('proposed', 'active');--> statement-breakpoint
CREATE INDEX `observations_scope` ON `observations` (`scope`,`status`);--> statement-breakpoint
CREATE INDEX `observations_subject` ON `observations` (`subject`);--> statement-breakpoint
CREATE INDEX `observations_untold` ON `observations` (`member_id`) WHERE "observations"."told_at" is null and "observations"."member_id" is not null;--> statement-breakpoint
CREATE TABLE `suppressions` (
	`id` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`subject` text NOT NULL,
	`slot` text NOT NULL,
	`value_key` text NOT NULL,
	`sources` integer NOT NULL,
	`member_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `suppressions_once` ON `suppressions` (`scope`,`subject`,`slot`,`value_key`);--> statement-breakpoint
ALTER TABLE `messages` ADD `saved_at` integer;--> statement-breakpoint
CREATE INDEX `messages_saved` ON `messages` (`member_id`,`author`,`saved_at`,`id`);--> statement-breakpoint
CREATE INDEX `interactions_created` ON `interactions` (`created_at`,`id`);--> statement-breakpoint
UPDATE `messages` SET `saved_at` = `created_at`;
--> statement-breakpoint
CREATE TRIGGER `observation_events_kept` BEFORE UPDATE ON `observation_events` BEGIN SELECT RAISE(ABORT, 'observation_events is only ever added to'); END;
--> statement-breakpoint
CREATE TRIGGER `observation_events_stay` BEFORE DELETE ON `observation_events` BEGIN SELECT RAISE(ABORT, 'observation_events is only ever added to'); END;
