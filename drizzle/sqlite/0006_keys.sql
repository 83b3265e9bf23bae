CREATE TABLE `change_rows` (
	`id` integer PRIMARY KEY NOT NULL,
	`change_id` text NOT NULL,
	`table_name` text NOT NULL,
	`row_id` text NOT NULL,
	`role` text NOT NULL,
	`only_value` text,
	FOREIGN KEY (`change_id`) REFERENCES `changes`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `change_rows_row` ON `change_rows` (`row_id`,`change_id`);--> statement-breakpoint
CREATE INDEX `change_rows_only_value` ON `change_rows` (`only_value`) WHERE "change_rows"."only_value" is not null;--> statement-breakpoint
ALTER TABLE `inbox` ADD `message_ts` text;--> statement-breakpoint
CREATE INDEX `inbox_message` ON `inbox` (`channel`,`message_ts`) WHERE "inbox"."message_ts" is not null;--> statement-breakpoint
ALTER TABLE `outbox` ADD `kind` text DEFAULT 'notice' NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `inbox_id` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `run_id` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `member_id` text;--> statement-breakpoint
CREATE INDEX `outbox_inbox` ON `outbox` (`inbox_id`) WHERE "outbox"."inbox_id" is not null;--> statement-breakpoint
CREATE INDEX `outbox_run` ON `outbox` (`run_id`) WHERE "outbox"."run_id" is not null;--> statement-breakpoint
CREATE INDEX `outbox_kind` ON `outbox` (`kind`,`member_id`);--> statement-breakpoint
UPDATE inbox SET
  channel = substr(dedupe_key, 10, instr(substr(dedupe_key, 10), ':') - 1)
WHERE kind = 'reaction' AND dedupe_key LIKE 'reaction:%:%:%';
--> statement-breakpoint
UPDATE inbox SET message_ts = ts WHERE kind = 'message' AND dedupe_key LIKE 'capture:%';
--> statement-breakpoint
-- The key is `channel:ts`, `channel:ts:edit:at`, `channel:ts:deleted` or `reaction:channel:ts:user:at`.
UPDATE inbox SET message_ts = (
  SELECT substr(rest, 1, instr(rest || ':', ':') - 1)
  FROM (SELECT substr(dedupe_key, length(channel) + CASE kind WHEN 'reaction' THEN 11 ELSE 2 END) AS rest)
)
WHERE kind IN ('message', 'edit', 'deletion', 'reaction') AND message_ts IS NULL
  AND substr(dedupe_key, CASE kind WHEN 'reaction' THEN 10 ELSE 1 END, length(channel) + 1) = channel || ':';
--> statement-breakpoint
UPDATE outbox SET kind = CASE substr(dedupe_key, 1, instr(dedupe_key, ':') - 1)
  WHEN 'reply' THEN 'reply'
  WHEN 'shown' THEN 'shown'
  WHEN 'report' THEN 'report'
  WHEN 'schedule' THEN 'scheduled'
  WHEN 'offer' THEN CASE WHEN substr(dedupe_key, 7) IN (SELECT id FROM inbox) THEN 'revision' ELSE 'offer' END
  WHEN 'offer-answer' THEN 'offer_answer'
  WHEN 'dream' THEN 'news'
  WHEN 'night' THEN 'digest'
  WHEN 'digest' THEN 'alert'
  ELSE 'notice'
END;
--> statement-breakpoint
UPDATE outbox SET inbox_id = substr(dedupe_key, instr(dedupe_key, ':') + 1) WHERE kind IN ('reply', 'revision', 'report');
--> statement-breakpoint
UPDATE outbox SET run_id = CASE kind
  WHEN 'reply' THEN (SELECT id FROM agent_runs WHERE agent_runs.inbox_id = outbox.inbox_id)
  ELSE substr(dedupe_key, 7, instr(substr(dedupe_key, 7), ':') - 1)
END
WHERE kind IN ('reply', 'shown');
--> statement-breakpoint
UPDATE outbox SET member_id = CASE kind
  WHEN 'scheduled' THEN (SELECT schedules.member_id FROM schedules WHERE schedules.id = outbox.schedule_id)
  WHEN 'offer' THEN (SELECT schedules.member_id FROM schedules WHERE schedules.id = substr(outbox.dedupe_key, 7))
  WHEN 'offer_answer' THEN (SELECT schedules.offered_by FROM schedules WHERE schedules.id = substr(outbox.dedupe_key, 14))
  WHEN 'news' THEN substr(dedupe_key, 7, instr(substr(dedupe_key, 7), ':') - 1)
  WHEN 'alert' THEN substr(dedupe_key, 8, instr(substr(dedupe_key, 8), ':') - 1)
  ELSE (SELECT agent_runs.member_id FROM agent_runs WHERE agent_runs.id = outbox.run_id)
END
WHERE kind NOT IN ('digest', 'notice');
--> statement-breakpoint
INSERT INTO change_rows (change_id, table_name, row_id, role, only_value)
SELECT DISTINCT changes.id, json_extract(written.value, '$.table'), json_extract(written.value, '$.id'), 'written',
  CASE json_extract(written.value, '$.table')
    WHEN 'companies' THEN json_extract(written.value, '$.after.domain')
    WHEN 'contacts' THEN json_extract(written.value, '$.after.email')
  END
FROM changes, json_each(changes.mutations) AS written;
--> statement-breakpoint
INSERT INTO change_rows (change_id, table_name, row_id, role)
SELECT DISTINCT change_id, CASE field WHEN 'companyId' THEN 'companies' WHEN 'interactionId' THEN 'interactions' ELSE 'contacts' END, value, 'pointed'
FROM (
  SELECT changes.id AS change_id, side.key AS field, side.value AS value
  FROM changes, json_each(changes.mutations) AS written, json_each(written.value, '$.before') AS side
  UNION ALL
  SELECT changes.id, side.key, side.value
  FROM changes, json_each(changes.mutations) AS written, json_each(written.value, '$.after') AS side
) AS pointing
WHERE field IN ('companyId', 'contactId', 'otherContactId', 'interactionId') AND typeof(value) = 'text'
  AND NOT EXISTS (SELECT 1 FROM change_rows AS own WHERE own.row_id = value AND own.change_id = pointing.change_id);
