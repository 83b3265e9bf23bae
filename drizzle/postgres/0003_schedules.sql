CREATE TABLE "schedules" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" text NOT NULL,
	"report" text NOT NULL,
	"params" jsonb NOT NULL,
	"params_in_words" text DEFAULT '' NOT NULL,
	"cadence" jsonb NOT NULL,
	"time_zone" text NOT NULL,
	"condition" jsonb,
	"status" text NOT NULL,
	"reason" text,
	"thread_key" text,
	"offered_by" text,
	"offered_from" text,
	"request_key" text,
	"accepted_at" timestamp (3) with time zone,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"scheduled_at" timestamp (3) with time zone NOT NULL,
	"last_scheduled_at" timestamp (3) with time zone,
	"last_hash" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"fence" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	CONSTRAINT "schedules_requestKey_unique" UNIQUE("request_key")
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "direct_channel" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "schedule_id" text;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_offered_by_members_id_fk" FOREIGN KEY ("offered_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("due_at") WHERE "schedules"."status" = 'active';--> statement-breakpoint
CREATE INDEX "schedules_member" ON "schedules" USING btree ("member_id","status");--> statement-breakpoint
CREATE INDEX "schedules_offered_from" ON "schedules" USING btree ("offered_from") WHERE "schedules"."offered_from" is not null;--> statement-breakpoint
CREATE INDEX "schedules_noticed" ON "schedules" USING btree ("updated_at") WHERE "schedules"."reason" is not null;--> statement-breakpoint
CREATE INDEX "outbox_schedule" ON "outbox" USING btree ("schedule_id") WHERE "outbox"."status" = 'pending' and "outbox"."schedule_id" is not null;--> statement-breakpoint
CREATE INDEX "outbox_failed" ON "outbox" USING btree ("finished_at") WHERE "outbox"."status" = 'failed';