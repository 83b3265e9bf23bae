CREATE TABLE "change_rows" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "change_rows_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"change_id" text NOT NULL,
	"table_name" text NOT NULL,
	"row_id" text NOT NULL,
	"role" text NOT NULL,
	"only_value" text
);
--> statement-breakpoint
ALTER TABLE "inbox" ADD COLUMN "message_ts" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "kind" text DEFAULT 'notice' NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "inbox_id" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "run_id" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "member_id" text;--> statement-breakpoint
ALTER TABLE "change_rows" ADD CONSTRAINT "change_rows_change_id_changes_id_fk" FOREIGN KEY ("change_id") REFERENCES "public"."changes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "change_rows_row" ON "change_rows" USING btree ("row_id","change_id");--> statement-breakpoint
CREATE INDEX "change_rows_only_value" ON "change_rows" USING btree ("only_value") WHERE "change_rows"."only_value" is not null;--> statement-breakpoint
CREATE INDEX "inbox_message" ON "inbox" USING btree ("channel","message_ts") WHERE "inbox"."message_ts" is not null;--> statement-breakpoint
CREATE INDEX "outbox_inbox" ON "outbox" USING btree ("inbox_id") WHERE "outbox"."inbox_id" is not null;--> statement-breakpoint
CREATE INDEX "outbox_run" ON "outbox" USING btree ("run_id") WHERE "outbox"."run_id" is not null;--> statement-breakpoint
CREATE INDEX "outbox_kind" ON "outbox" USING btree ("kind","member_id");--> statement-breakpoint
UPDATE inbox SET channel = split_part(dedupe_key, ':', 2)
WHERE kind = 'reaction' AND dedupe_key LIKE 'reaction:%:%:%';
--> statement-breakpoint
UPDATE inbox SET message_ts = ts WHERE kind = 'message' AND dedupe_key LIKE 'capture:%';
--> statement-breakpoint
-- The key is `channel:ts`, `channel:ts:edit:at`, `channel:ts:deleted` or `reaction:channel:ts:user:at`.
UPDATE inbox SET message_ts = split_part(dedupe_key, ':', CASE kind WHEN 'reaction' THEN 3 ELSE 2 END)
WHERE kind IN ('message', 'edit', 'deletion', 'reaction') AND message_ts IS NULL
  AND split_part(dedupe_key, ':', CASE kind WHEN 'reaction' THEN 2 ELSE 1 END) = channel;
--> statement-breakpoint
UPDATE outbox SET kind = CASE split_part(dedupe_key, ':', 1)
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
UPDATE outbox SET inbox_id = split_part(dedupe_key, ':', 2) WHERE kind IN ('reply', 'revision', 'report');
--> statement-breakpoint
UPDATE outbox SET run_id = CASE kind
  WHEN 'reply' THEN (SELECT id FROM agent_runs WHERE agent_runs.inbox_id = outbox.inbox_id)
  ELSE split_part(dedupe_key, ':', 2)
END
WHERE kind IN ('reply', 'shown');
--> statement-breakpoint
UPDATE outbox SET member_id = CASE kind
  WHEN 'scheduled' THEN (SELECT schedules.member_id FROM schedules WHERE schedules.id = outbox.schedule_id)
  WHEN 'offer' THEN (SELECT schedules.member_id FROM schedules WHERE schedules.id = split_part(dedupe_key, ':', 2))
  WHEN 'offer_answer' THEN (SELECT schedules.offered_by FROM schedules WHERE schedules.id = split_part(dedupe_key, ':', 2))
  WHEN 'news' THEN split_part(dedupe_key, ':', 2)
  WHEN 'alert' THEN split_part(dedupe_key, ':', 2)
  ELSE (SELECT agent_runs.member_id FROM agent_runs WHERE agent_runs.id = outbox.run_id)
END
WHERE kind NOT IN ('digest', 'notice');
--> statement-breakpoint
INSERT INTO change_rows (change_id, table_name, row_id, role, only_value)
SELECT DISTINCT changes.id, written ->> 'table', written ->> 'id', 'written',
  CASE written ->> 'table'
    WHEN 'companies' THEN written -> 'after' ->> 'domain'
    WHEN 'contacts' THEN written -> 'after' ->> 'email'
  END
FROM changes, jsonb_array_elements(changes.mutations) AS writes (written);
--> statement-breakpoint
INSERT INTO change_rows (change_id, table_name, row_id, role)
SELECT DISTINCT changes.id, CASE field WHEN 'companyId' THEN 'companies' WHEN 'interactionId' THEN 'interactions' ELSE 'contacts' END, other, 'pointed'
FROM changes, jsonb_array_elements(changes.mutations) AS writes (written),
  jsonb_array_elements(jsonb_build_array(written -> 'before', written -> 'after')) AS sides (side),
  jsonb_each_text(CASE jsonb_typeof(side) WHEN 'object' THEN side ELSE '{}' END) AS fields (field, other)
WHERE field IN ('companyId', 'contactId', 'otherContactId', 'interactionId') AND other IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM change_rows AS own WHERE own.row_id = other AND own.change_id = changes.id);
