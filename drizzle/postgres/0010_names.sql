CREATE TABLE "aliases" (
	"id" text PRIMARY KEY NOT NULL,
	"company_id" text,
	"contact_id" text,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"source" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "aliases_one_owner" CHECK (("aliases"."company_id" is null) <> ("aliases"."contact_id" is null))
);
--> statement-breakpoint
CREATE TABLE "company_domains" (
	"id" text PRIMARY KEY NOT NULL,
	"company_id" text NOT NULL,
	"domain" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "company_domains_domain_unique" UNIQUE("domain")
);
--> statement-breakpoint
CREATE TABLE "contact_emails" (
	"id" text PRIMARY KEY NOT NULL,
	"contact_id" text NOT NULL,
	"email" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "contact_emails_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "contact_phones" (
	"id" text PRIMARY KEY NOT NULL,
	"contact_id" text NOT NULL,
	"phone" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "derived_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "duplicates" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"one_id" text NOT NULL,
	"other_id" text NOT NULL,
	"because" text NOT NULL,
	"status" text NOT NULL,
	"reported_by" text,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"shown_on" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "merged_ids" (
	"id" text PRIMARY KEY NOT NULL,
	"merged_id" text NOT NULL,
	"company_id" text,
	"contact_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "merged_ids_mergedId_unique" UNIQUE("merged_id"),
	CONSTRAINT "merged_ids_one_target" CHECK (("merged_ids"."company_id" is null) <> ("merged_ids"."contact_id" is null))
);
--> statement-breakpoint
CREATE TABLE "name_keys" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "name_keys_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"entity_id" text NOT NULL,
	"source_id" text NOT NULL,
	"key" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "sort_key" text COLLATE "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "sort_key" text COLLATE "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "aliases" ADD CONSTRAINT "aliases_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "aliases" ADD CONSTRAINT "aliases_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "aliases" ADD CONSTRAINT "aliases_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "company_domains" ADD CONSTRAINT "company_domains_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "company_domains" ADD CONSTRAINT "company_domains_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_emails" ADD CONSTRAINT "contact_emails_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_emails" ADD CONSTRAINT "contact_emails_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_phones" ADD CONSTRAINT "contact_phones_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_phones" ADD CONSTRAINT "contact_phones_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicates" ADD CONSTRAINT "duplicates_reported_by_members_id_fk" FOREIGN KEY ("reported_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicates" ADD CONSTRAINT "duplicates_decided_by_members_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merged_ids" ADD CONSTRAINT "merged_ids_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merged_ids" ADD CONSTRAINT "merged_ids_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merged_ids" ADD CONSTRAINT "merged_ids_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "aliases_company" ON "aliases" USING btree ("company_id","name_key") WHERE "aliases"."company_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "aliases_contact" ON "aliases" USING btree ("contact_id","name_key") WHERE "aliases"."contact_id" is not null;--> statement-breakpoint
CREATE INDEX "company_domains_company" ON "company_domains" USING btree ("company_id");--> statement-breakpoint
CREATE INDEX "contact_emails_contact" ON "contact_emails" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "contact_phones_contact" ON "contact_phones" USING btree ("contact_id");--> statement-breakpoint
CREATE UNIQUE INDEX "duplicates_once" ON "duplicates" USING btree ("one_id","other_id");--> statement-breakpoint
CREATE INDEX "duplicates_other" ON "duplicates" USING btree ("other_id");--> statement-breakpoint
CREATE INDEX "duplicates_open" ON "duplicates" USING btree ("created_at") WHERE "duplicates"."status" = 'open';--> statement-breakpoint
CREATE INDEX "merged_ids_company" ON "merged_ids" USING btree ("company_id") WHERE "merged_ids"."company_id" is not null;--> statement-breakpoint
CREATE INDEX "merged_ids_contact" ON "merged_ids" USING btree ("contact_id") WHERE "merged_ids"."contact_id" is not null;--> statement-breakpoint
CREATE INDEX "name_keys_key" ON "name_keys" USING btree ("key","kind","entity_id");--> statement-breakpoint
CREATE INDEX "name_keys_source" ON "name_keys" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "companies_sort_key" ON "companies" USING btree ("sort_key","id");--> statement-breakpoint
CREATE INDEX "contacts_sort_key" ON "contacts" USING btree ("sort_key","id");