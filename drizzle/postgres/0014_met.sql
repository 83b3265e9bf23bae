DROP INDEX "interaction_contacts_contact";--> statement-breakpoint
CREATE INDEX "interactions_company_id" ON "interactions" USING btree ("company_id","id");--> statement-breakpoint
CREATE INDEX "interaction_contacts_contact" ON "interaction_contacts" USING btree ("contact_id","interaction_id");