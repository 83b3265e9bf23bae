CREATE TABLE "agent_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"inbox_id" text NOT NULL,
	"member_id" text NOT NULL,
	"thread_key" text NOT NULL,
	"model" text NOT NULL,
	"status" text NOT NULL,
	"input_tokens" integer DEFAULT 0 NOT NULL,
	"output_tokens" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"reason" text,
	CONSTRAINT "agent_runs_inboxId_unique" UNIQUE("inbox_id")
);
--> statement-breakpoint
CREATE TABLE "agent_steps" (
	"id" text PRIMARY KEY NOT NULL,
	"run_id" text NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"content" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "changes" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" text NOT NULL,
	"verb" text NOT NULL,
	"summary" text NOT NULL,
	"mutations" jsonb NOT NULL,
	"run_id" text,
	"source_channel" text,
	"source_ts" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"undone_at" timestamp (3) with time zone,
	"undone_run_id" text,
	"undone_by" text
);
--> statement-breakpoint
CREATE TABLE "companies" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"stem_key" text NOT NULL,
	"domain" text,
	"about" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "companies_domain_unique" UNIQUE("domain")
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"first_key" text NOT NULL,
	"email" text,
	"phone" text,
	"title" text,
	"about" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "contacts_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "follow_ups" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"due_on" text,
	"status" text NOT NULL,
	"member_id" text NOT NULL,
	"company_id" text,
	"contact_id" text,
	"interaction_id" text,
	"completed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"event_id" text,
	"dedupe_key" text NOT NULL,
	"client_msg_id" text,
	"thread_key" text NOT NULL,
	"channel" text,
	"ts" text NOT NULL,
	"payload" jsonb,
	"status" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"fence" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	CONSTRAINT "inbox_eventId_unique" UNIQUE("event_id"),
	CONSTRAINT "inbox_dedupeKey_unique" UNIQUE("dedupe_key"),
	CONSTRAINT "inbox_clientMsgId_unique" UNIQUE("client_msg_id")
);
--> statement-breakpoint
CREATE TABLE "interaction_contacts" (
	"id" text PRIMARY KEY NOT NULL,
	"interaction_id" text NOT NULL,
	"contact_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "interactions" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"occurred_on" text NOT NULL,
	"summary" text NOT NULL,
	"company_id" text,
	"member_id" text NOT NULL,
	"is_private" boolean NOT NULL,
	"source_channel" text,
	"source_ts" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" text PRIMARY KEY NOT NULL,
	"slack_user_id" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"role" text NOT NULL,
	"time_zone" text NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "members_slackUserId_unique" UNIQUE("slack_user_id")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" text PRIMARY KEY NOT NULL,
	"thread_key" text NOT NULL,
	"channel" text NOT NULL,
	"ts" text NOT NULL,
	"author" text NOT NULL,
	"member_id" text NOT NULL,
	"audience" text NOT NULL,
	"text" text NOT NULL,
	"run_id" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"dedupe_key" text NOT NULL,
	"channel" text NOT NULL,
	"thread_ts" text,
	"document" jsonb NOT NULL,
	"client_msg_id" text NOT NULL,
	"status" text NOT NULL,
	"posted_ts" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"fence" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	CONSTRAINT "outbox_dedupeKey_unique" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "relationships" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"contact_id" text NOT NULL,
	"other_contact_id" text,
	"company_id" text,
	"started_on" text,
	"ended_on" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "relationships_one_target" CHECK (("relationships"."other_contact_id" is null) <> ("relationships"."company_id" is null))
);
--> statement-breakpoint
CREATE TABLE "search_entries" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "search_entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"entity_id" text NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "search_entries_entityId_unique" UNIQUE("entity_id")
);
--> statement-breakpoint
ALTER TABLE "agent_runs" ADD CONSTRAINT "agent_runs_inbox_id_inbox_id_fk" FOREIGN KEY ("inbox_id") REFERENCES "public"."inbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_runs" ADD CONSTRAINT "agent_runs_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_steps" ADD CONSTRAINT "agent_steps_run_id_agent_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."agent_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "changes_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "changes_undone_by_members_id_fk" FOREIGN KEY ("undone_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "companies" ADD CONSTRAINT "companies_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_interaction_id_interactions_id_fk" FOREIGN KEY ("interaction_id") REFERENCES "public"."interactions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction_contacts" ADD CONSTRAINT "interaction_contacts_interaction_id_interactions_id_fk" FOREIGN KEY ("interaction_id") REFERENCES "public"."interactions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction_contacts" ADD CONSTRAINT "interaction_contacts_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interactions" ADD CONSTRAINT "interactions_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interactions" ADD CONSTRAINT "interactions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relationships" ADD CONSTRAINT "relationships_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relationships" ADD CONSTRAINT "relationships_other_contact_id_contacts_id_fk" FOREIGN KEY ("other_contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relationships" ADD CONSTRAINT "relationships_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relationships" ADD CONSTRAINT "relationships_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agent_runs_thread" ON "agent_runs" USING btree ("thread_key","id");--> statement-breakpoint
CREATE INDEX "agent_runs_member" ON "agent_runs" USING btree ("member_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "agent_steps_once" ON "agent_steps" USING btree ("run_id","position");--> statement-breakpoint
CREATE INDEX "changes_run" ON "changes" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "changes_undone_run" ON "changes" USING btree ("undone_run_id") WHERE "changes"."undone_run_id" is not null;--> statement-breakpoint
CREATE INDEX "changes_member" ON "changes" USING btree ("member_id","id");--> statement-breakpoint
CREATE INDEX "changes_source" ON "changes" USING btree ("source_channel","source_ts");--> statement-breakpoint
CREATE INDEX "companies_stem_key" ON "companies" USING btree ("stem_key");--> statement-breakpoint
CREATE INDEX "contacts_name_key" ON "contacts" USING btree ("name_key");--> statement-breakpoint
CREATE INDEX "contacts_first_key" ON "contacts" USING btree ("first_key");--> statement-breakpoint
CREATE INDEX "follow_ups_member" ON "follow_ups" USING btree ("member_id","status","due_on");--> statement-breakpoint
CREATE INDEX "follow_ups_company" ON "follow_ups" USING btree ("company_id","status");--> statement-breakpoint
CREATE INDEX "follow_ups_contact" ON "follow_ups" USING btree ("contact_id","status");--> statement-breakpoint
CREATE INDEX "follow_ups_interaction" ON "follow_ups" USING btree ("interaction_id");--> statement-breakpoint
CREATE INDEX "inbox_pending" ON "inbox" USING btree ("due_at") WHERE "inbox"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "inbox_thread" ON "inbox" USING btree ("thread_key","status","ts");--> statement-breakpoint
CREATE UNIQUE INDEX "interaction_contacts_once" ON "interaction_contacts" USING btree ("interaction_id","contact_id");--> statement-breakpoint
CREATE INDEX "interaction_contacts_contact" ON "interaction_contacts" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "interactions_company" ON "interactions" USING btree ("company_id","occurred_on");--> statement-breakpoint
CREATE INDEX "interactions_member" ON "interactions" USING btree ("member_id","occurred_on");--> statement-breakpoint
CREATE INDEX "interactions_occurred_on" ON "interactions" USING btree ("occurred_on");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_once" ON "messages" USING btree ("channel","ts","author");--> statement-breakpoint
CREATE INDEX "messages_thread" ON "messages" USING btree ("thread_key","ts");--> statement-breakpoint
CREATE INDEX "messages_member" ON "messages" USING btree ("member_id","ts");--> statement-breakpoint
CREATE INDEX "outbox_pending" ON "outbox" USING btree ("due_at") WHERE "outbox"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "outbox_posted" ON "outbox" USING btree ("channel","posted_ts");--> statement-breakpoint
CREATE INDEX "outbox_thread" ON "outbox" USING btree ("channel","thread_ts") WHERE "outbox"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "relationships_contact" ON "relationships" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "relationships_other_contact" ON "relationships" USING btree ("other_contact_id");--> statement-breakpoint
CREATE INDEX "relationships_company" ON "relationships" USING btree ("company_id");