CREATE TABLE "schedules" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" text NOT NULL,
	"report" text NOT NULL,
	"params" jsonb NOT NULL,
	"cadence" jsonb NOT NULL,
	"time_zone" text NOT NULL,
	"condition" jsonb,
	"status" text NOT NULL,
	"reason" text,
	"thread_key" text,
	"offered_by" text,
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
	"last_error" text
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "direct_channel" text;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_offered_by_members_id_fk" FOREIGN KEY ("offered_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("due_at") WHERE "schedules"."status" = 'active';--> statement-breakpoint
CREATE INDEX "schedules_member" ON "schedules" USING btree ("member_id","status");--> statement-breakpoint
CREATE INDEX "schedules_noticed" ON "schedules" USING btree ("updated_at") WHERE "schedules"."reason" is not null;--> statement-breakpoint
CREATE INDEX "outbox_failed" ON "outbox" USING btree ("finished_at") WHERE "outbox"."status" = 'failed';