CREATE TABLE "deal_changes" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text NOT NULL,
	"member_id" text NOT NULL,
	"stage" text NOT NULL,
	"status" text NOT NULL,
	"amount" bigint,
	"currency" text,
	"owner_id" text NOT NULL,
	"closes_on" text,
	"changed_on" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deal_contacts" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text NOT NULL,
	"contact_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deals" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"company_id" text NOT NULL,
	"amount" bigint,
	"currency" text,
	"stage" text NOT NULL,
	"status" text NOT NULL,
	"owner_id" text NOT NULL,
	"closes_on" text,
	"closed_on" text,
	"reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "deals_amount" CHECK (("deals"."amount" is null) = ("deals"."currency" is null))
);
--> statement-breakpoint
CREATE TABLE "field_values" (
	"id" text PRIMARY KEY NOT NULL,
	"company_id" text,
	"contact_id" text,
	"deal_id" text,
	"field" text NOT NULL,
	"text" text,
	"number" double precision,
	"amount" bigint,
	"currency" text,
	CONSTRAINT "field_values_one_owner" CHECK ((case when "field_values"."company_id" is null then 0 else 1 end) + (case when "field_values"."contact_id" is null then 0 else 1 end) + (case when "field_values"."deal_id" is null then 0 else 1 end) = 1)
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" text NOT NULL,
	"kind" text NOT NULL,
	"follow_up_id" text,
	"status" text NOT NULL,
	"time_zone" text NOT NULL,
	"scheduled_at" timestamp (3) with time zone NOT NULL,
	"last_scheduled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"fence" integer DEFAULT 0 NOT NULL,
	"last_error" text
);
--> statement-breakpoint
ALTER TABLE "follow_ups" ADD COLUMN "due_time" text;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD COLUMN "assigned_by" text;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "remind_at" text DEFAULT '09:00' NOT NULL;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "remind_on_weekends" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "deal_changes" ADD CONSTRAINT "deal_changes_deal_id_deals_id_fk" FOREIGN KEY ("deal_id") REFERENCES "public"."deals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_changes" ADD CONSTRAINT "deal_changes_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_changes" ADD CONSTRAINT "deal_changes_owner_id_members_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_contacts" ADD CONSTRAINT "deal_contacts_deal_id_deals_id_fk" FOREIGN KEY ("deal_id") REFERENCES "public"."deals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_contacts" ADD CONSTRAINT "deal_contacts_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_owner_id_members_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "field_values" ADD CONSTRAINT "field_values_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "field_values" ADD CONSTRAINT "field_values_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "field_values" ADD CONSTRAINT "field_values_deal_id_deals_id_fk" FOREIGN KEY ("deal_id") REFERENCES "public"."deals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_follow_up_id_follow_ups_id_fk" FOREIGN KEY ("follow_up_id") REFERENCES "public"."follow_ups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deal_changes_deal" ON "deal_changes" USING btree ("deal_id","created_at");--> statement-breakpoint
CREATE INDEX "deal_changes_changed_on" ON "deal_changes" USING btree ("changed_on");--> statement-breakpoint
CREATE UNIQUE INDEX "deal_contacts_once" ON "deal_contacts" USING btree ("deal_id","contact_id");--> statement-breakpoint
CREATE INDEX "deal_contacts_contact" ON "deal_contacts" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "deals_company" ON "deals" USING btree ("company_id","status");--> statement-breakpoint
CREATE INDEX "deals_owner" ON "deals" USING btree ("owner_id","status","closes_on");--> statement-breakpoint
CREATE INDEX "deals_status" ON "deals" USING btree ("status","closes_on");--> statement-breakpoint
CREATE UNIQUE INDEX "field_values_company" ON "field_values" USING btree ("company_id","field") WHERE "field_values"."company_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "field_values_contact" ON "field_values" USING btree ("contact_id","field") WHERE "field_values"."contact_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "field_values_deal" ON "field_values" USING btree ("deal_id","field") WHERE "field_values"."deal_id" is not null;--> statement-breakpoint
CREATE INDEX "field_values_field" ON "field_values" USING btree ("field");--> statement-breakpoint
CREATE INDEX "reminders_due" ON "reminders" USING btree ("due_at") WHERE "reminders"."status" = 'planned';--> statement-breakpoint
CREATE UNIQUE INDEX "reminders_morning" ON "reminders" USING btree ("member_id") WHERE "reminders"."kind" = 'morning';--> statement-breakpoint
CREATE UNIQUE INDEX "reminders_timed" ON "reminders" USING btree ("follow_up_id") WHERE "reminders"."follow_up_id" is not null;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_assigned_by_members_id_fk" FOREIGN KEY ("assigned_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;