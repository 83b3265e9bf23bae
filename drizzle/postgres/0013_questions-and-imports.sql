CREATE TABLE "external_ids" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"company_id" text,
	"contact_id" text,
	"deal_id" text,
	"interaction_id" text,
	"follow_up_id" text
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" text NOT NULL,
	"source" text NOT NULL,
	"file_name" text NOT NULL,
	"file_hash" text NOT NULL,
	"status" text NOT NULL,
	"counts" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"undone_at" timestamp (3) with time zone,
	"undone_by" text
);
--> statement-breakpoint
CREATE TABLE "kept_questions" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"metric" text NOT NULL,
	"request" jsonb NOT NULL,
	"definition_hash" text NOT NULL,
	"status" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "unanswered_questions" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" text NOT NULL,
	"metric" text,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "import_id" text;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "channel" text;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "ends_on" text;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "definition_hash" text;--> statement-breakpoint
ALTER TABLE "external_ids" ADD CONSTRAINT "external_ids_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_ids" ADD CONSTRAINT "external_ids_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_ids" ADD CONSTRAINT "external_ids_deal_id_deals_id_fk" FOREIGN KEY ("deal_id") REFERENCES "public"."deals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_ids" ADD CONSTRAINT "external_ids_interaction_id_interactions_id_fk" FOREIGN KEY ("interaction_id") REFERENCES "public"."interactions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_ids" ADD CONSTRAINT "external_ids_follow_up_id_follow_ups_id_fk" FOREIGN KEY ("follow_up_id") REFERENCES "public"."follow_ups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_undone_by_members_id_fk" FOREIGN KEY ("undone_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kept_questions" ADD CONSTRAINT "kept_questions_proposed_by_members_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kept_questions" ADD CONSTRAINT "kept_questions_decided_by_members_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unanswered_questions" ADD CONSTRAINT "unanswered_questions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "external_ids_once" ON "external_ids" USING btree ("source","kind","external_id");--> statement-breakpoint
CREATE INDEX "external_ids_company" ON "external_ids" USING btree ("company_id") WHERE "external_ids"."company_id" is not null;--> statement-breakpoint
CREATE INDEX "external_ids_contact" ON "external_ids" USING btree ("contact_id") WHERE "external_ids"."contact_id" is not null;--> statement-breakpoint
CREATE INDEX "external_ids_deal" ON "external_ids" USING btree ("deal_id") WHERE "external_ids"."deal_id" is not null;--> statement-breakpoint
CREATE INDEX "external_ids_interaction" ON "external_ids" USING btree ("interaction_id") WHERE "external_ids"."interaction_id" is not null;--> statement-breakpoint
CREATE INDEX "external_ids_follow_up" ON "external_ids" USING btree ("follow_up_id") WHERE "external_ids"."follow_up_id" is not null;--> statement-breakpoint
CREATE INDEX "imports_created" ON "imports" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "kept_questions_name" ON "kept_questions" USING btree ("name") WHERE "kept_questions"."status" in ('proposed', 'certified');--> statement-breakpoint
CREATE INDEX "unanswered_questions_asked" ON "unanswered_questions" USING btree ("asked_at");--> statement-breakpoint
CREATE INDEX "changes_import" ON "changes" USING btree ("import_id","id") WHERE "changes"."import_id" is not null;