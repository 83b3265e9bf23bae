DROP INDEX "relationships_company";--> statement-breakpoint
CREATE INDEX "messages_member_channel" ON "messages" USING btree ("member_id","author","channel","ts");--> statement-breakpoint
CREATE INDEX "relationships_company" ON "relationships" USING btree ("company_id","kind","ended_on","contact_id");--> statement-breakpoint
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
