CREATE TABLE "setting_changes" (
	"id" text PRIMARY KEY NOT NULL,
	"setting" text NOT NULL,
	"subject" text NOT NULL,
	"name" text,
	"line" text,
	"observation_id" text,
	"before" jsonb NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"undone_by" text,
	"undone_at" timestamp (3) with time zone,
	"told_on" text
);
--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "stale_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "setting_changes" ADD CONSTRAINT "setting_changes_observation_id_observations_id_fk" FOREIGN KEY ("observation_id") REFERENCES "public"."observations"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "setting_changes" ADD CONSTRAINT "setting_changes_made_by_members_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "setting_changes" ADD CONSTRAINT "setting_changes_undone_by_members_id_fk" FOREIGN KEY ("undone_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "setting_changes_once" ON "setting_changes" USING btree ("setting","subject") WHERE "setting_changes"."undone_at" is null;--> statement-breakpoint
CREATE INDEX "setting_changes_made" ON "setting_changes" USING btree ("made_at");--> statement-breakpoint
CREATE INDEX "outbox_stale" ON "outbox" USING btree ("stale_since") WHERE "outbox"."stale_since" is not null;