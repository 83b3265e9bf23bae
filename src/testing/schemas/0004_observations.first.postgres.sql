CREATE TABLE "dream_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"scope" text NOT NULL,
	"member_id" text,
	"night" text NOT NULL,
	"time_zone" text NOT NULL,
	"scheduled_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"from_id" text NOT NULL,
	"cursor_at" timestamp (3) with time zone,
	"cursor_id" text,
	"outcome" text,
	"reason" text,
	"model" text,
	"new_messages" integer DEFAULT 0 NOT NULL,
	"new_interactions" integer DEFAULT 0 NOT NULL,
	"signals" integer DEFAULT 0 NOT NULL,
	"model_calls" integer DEFAULT 0 NOT NULL,
	"input_tokens" integer DEFAULT 0 NOT NULL,
	"output_tokens" integer DEFAULT 0 NOT NULL,
	"cost_micros" integer,
	"created" integer DEFAULT 0 NOT NULL,
	"merged" integer DEFAULT 0 NOT NULL,
	"retired" integer DEFAULT 0 NOT NULL,
	"rejected" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"fence" integer DEFAULT 0 NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "exposures" (
	"id" text PRIMARY KEY NOT NULL,
	"run_id" text NOT NULL,
	"observation_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feedback" (
	"id" text PRIMARY KEY NOT NULL,
	"run_id" text NOT NULL,
	"member_id" text NOT NULL,
	"kind" text NOT NULL,
	"is_good" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "observation_events" (
	"id" text PRIMARY KEY NOT NULL,
	"observation_id" text NOT NULL,
	"kind" text NOT NULL,
	"by" text NOT NULL,
	"member_id" text,
	"dream_run_id" text,
	"detail" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "observation_evidence" (
	"id" text PRIMARY KEY NOT NULL,
	"observation_id" text NOT NULL,
	"message_id" text,
	"interaction_id" text,
	"quote" text NOT NULL,
	"said_on" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "observation_evidence_one_source" CHECK (("observation_evidence"."message_id" is null) <> ("observation_evidence"."interaction_id" is null))
);
--> statement-breakpoint
CREATE TABLE "observations" (
	"id" text PRIMARY KEY NOT NULL,
	"scope" text NOT NULL,
	"member_id" text,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"company_id" text,
	"slot" text NOT NULL,
	"value_key" text NOT NULL,
	"claim" text NOT NULL,
	"signal" jsonb,
	"status" text NOT NULL,
	"confidence" integer NOT NULL,
	"sources" integer NOT NULL,
	"days" integer NOT NULL,
	"night" text NOT NULL,
	"last_evidence_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"told_at" timestamp (3) with time zone,
	"reviewed_by" text,
	"reviewed_at" timestamp (3) with time zone,
	"superseded_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"id" text PRIMARY KEY NOT NULL,
	"scope" text NOT NULL,
	"subject" text NOT NULL,
	"slot" text NOT NULL,
	"value_key" text NOT NULL,
	"sources" integer NOT NULL,
	"member_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "saved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "dream_runs" ADD CONSTRAINT "dream_runs_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_run_id_agent_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."agent_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_observation_id_observations_id_fk" FOREIGN KEY ("observation_id") REFERENCES "public"."observations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_run_id_agent_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."agent_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observation_evidence" ADD CONSTRAINT "observation_evidence_observation_id_observations_id_fk" FOREIGN KEY ("observation_id") REFERENCES "public"."observations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observation_evidence" ADD CONSTRAINT "observation_evidence_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observation_evidence" ADD CONSTRAINT "observation_evidence_interaction_id_interactions_id_fk" FOREIGN KEY ("interaction_id") REFERENCES "public"."interactions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_reviewed_by_members_id_fk" FOREIGN KEY ("reviewed_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suppressions" ADD CONSTRAINT "suppressions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dream_runs_once" ON "dream_runs" USING btree ("scope","night");--> statement-breakpoint
CREATE INDEX "dream_runs_due" ON "dream_runs" USING btree ("due_at") WHERE "dream_runs"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "dream_runs_finished" ON "dream_runs" USING btree ("finished_at");--> statement-breakpoint
CREATE UNIQUE INDEX "exposures_once" ON "exposures" USING btree ("run_id","observation_id");--> statement-breakpoint
CREATE INDEX "exposures_observation" ON "exposures" USING btree ("observation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "feedback_once" ON "feedback" USING btree ("run_id","member_id","kind");--> statement-breakpoint
CREATE INDEX "feedback_member" ON "feedback" USING btree ("member_id","created_at");--> statement-breakpoint
CREATE INDEX "feedback_created" ON "feedback" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "observation_events_observation" ON "observation_events" USING btree ("observation_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "observation_evidence_message" ON "observation_evidence" USING btree ("observation_id","message_id");--> statement-breakpoint
CREATE UNIQUE INDEX "observation_evidence_interaction" ON "observation_evidence" USING btree ("observation_id","interaction_id");--> statement-breakpoint
CREATE INDEX "observation_evidence_of_message" ON "observation_evidence" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "observation_evidence_of_interaction" ON "observation_evidence" USING btree ("interaction_id");--> statement-breakpoint
CREATE UNIQUE INDEX "observations_once" ON "observations" USING btree ("scope","subject","slot","value_key") WHERE "observations"."status" in ('proposed', 'active');--> statement-breakpoint
CREATE INDEX "observations_scope" ON "observations" USING btree ("scope","status");--> statement-breakpoint
CREATE INDEX "observations_subject" ON "observations" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "observations_untold" ON "observations" USING btree ("member_id") WHERE "observations"."told_at" is null and "observations"."member_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "suppressions_once" ON "suppressions" USING btree ("scope","subject","slot","value_key");--> statement-breakpoint
CREATE INDEX "interactions_created" ON "interactions" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "messages_saved" ON "messages" USING btree ("member_id","author","saved_at","id");--> statement-breakpoint
UPDATE "messages" SET "saved_at" = "created_at";
--> statement-breakpoint
CREATE FUNCTION "observation_events_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'observation_events is only ever added to'; END $$;
--> statement-breakpoint
CREATE TRIGGER "observation_events_stay" BEFORE UPDATE OR DELETE ON "observation_events" FOR EACH ROW EXECUTE FUNCTION "observation_events_refuse"();
