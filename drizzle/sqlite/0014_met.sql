DROP INDEX `interaction_contacts_contact`;--> statement-breakpoint
CREATE INDEX `interaction_contacts_contact` ON `interaction_contacts` (`contact_id`,`interaction_id`);--> statement-breakpoint
CREATE INDEX `interactions_company_id` ON `interactions` (`company_id`,`id`);