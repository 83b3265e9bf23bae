CREATE TABLE "report_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"report" text NOT NULL,
	"member_id" text NOT NULL,
	"source" text NOT NULL,
	"agent_run_id" text,
	"audience" text NOT NULL,
	"params" jsonb NOT NULL,
	"outcome" text NOT NULL,
	"error" text,
	"rows" integer,
	"truncated" boolean DEFAULT false NOT NULL,
	"ms" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "locale" text DEFAULT 'en-US' NOT NULL;--> statement-breakpoint
ALTER TABLE "report_runs" ADD CONSTRAINT "report_runs_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "report_runs_member" ON "report_runs" USING btree ("member_id","id");