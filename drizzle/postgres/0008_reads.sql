DROP INDEX "changes_run";--> statement-breakpoint
DROP INDEX "relationships_other_contact";--> statement-breakpoint
DROP INDEX "relationships_company";--> statement-breakpoint
CREATE INDEX "companies_name_key" ON "companies" USING btree ("name_key");--> statement-breakpoint
CREATE INDEX "inbox_parked" ON "inbox" USING btree ("received_at") WHERE "inbox"."status" = 'parked';--> statement-breakpoint
CREATE INDEX "messages_member_channel" ON "messages" USING btree ("member_id","author","channel","ts");--> statement-breakpoint
CREATE INDEX "schedules_late" ON "schedules" USING btree ("scheduled_at") WHERE "schedules"."status" = 'active';--> statement-breakpoint
CREATE INDEX "changes_run" ON "changes" USING btree ("run_id") WHERE "changes"."run_id" is not null;--> statement-breakpoint
CREATE INDEX "relationships_other_contact" ON "relationships" USING btree ("other_contact_id") WHERE "relationships"."other_contact_id" is not null;--> statement-breakpoint
CREATE INDEX "relationships_company" ON "relationships" USING btree ("company_id","kind","ended_on","contact_id");
--> statement-breakpoint
DROP INDEX search_entries_body;
--> statement-breakpoint
-- One for each kind, so that a word is not looked for in another kind.
CREATE INDEX search_entries_company ON search_entries USING gin (to_tsvector('simple', body)) WHERE kind = 'company';
--> statement-breakpoint
CREATE INDEX search_entries_contact ON search_entries USING gin (to_tsvector('simple', body)) WHERE kind = 'contact';
--> statement-breakpoint
CREATE INDEX search_entries_interaction ON search_entries USING gin (to_tsvector('simple', body)) WHERE kind = 'interaction';
--> statement-breakpoint
CREATE INDEX search_entries_newest ON search_entries USING btree (kind, id);
--> statement-breakpoint
-- For beginnings of names, whatever the collation of the database is.
CREATE INDEX companies_stem_start ON companies USING btree (stem_key text_pattern_ops);
--> statement-breakpoint
CREATE INDEX companies_name_start ON companies USING btree (name_key text_pattern_ops);
--> statement-breakpoint
CREATE INDEX companies_domain_start ON companies USING btree (domain text_pattern_ops);
--> statement-breakpoint
CREATE INDEX contacts_name_start ON contacts USING btree (name_key text_pattern_ops);
