DROP INDEX `changes_run`;--> statement-breakpoint
CREATE INDEX `changes_run` ON `changes` (`run_id`) WHERE "changes"."run_id" is not null;--> statement-breakpoint
DROP INDEX `relationships_other_contact`;--> statement-breakpoint
DROP INDEX `relationships_company`;--> statement-breakpoint
CREATE INDEX `relationships_other_contact` ON `relationships` (`other_contact_id`) WHERE "relationships"."other_contact_id" is not null;--> statement-breakpoint
CREATE INDEX `relationships_company` ON `relationships` (`company_id`,`kind`,`ended_on`,`contact_id`);--> statement-breakpoint
CREATE INDEX `companies_name_key` ON `companies` (`name_key`);--> statement-breakpoint
CREATE INDEX `inbox_parked` ON `inbox` (`received_at`) WHERE "inbox"."status" = 'parked';--> statement-breakpoint
CREATE INDEX `messages_member_channel` ON `messages` (`member_id`,`author`,`channel`,`ts`);--> statement-breakpoint
CREATE INDEX `schedules_late` ON `schedules` (`scheduled_at`) WHERE "schedules"."status" = 'active';
--> statement-breakpoint
-- The index is made anew: the words of each kind begin with a letter of their own, and beginnings of up to three letters
-- are indexed, with that letter.
DROP TRIGGER search_entries_inserted;
--> statement-breakpoint
DROP TRIGGER search_entries_deleted;
--> statement-breakpoint
DROP TRIGGER search_entries_updated;
--> statement-breakpoint
DROP TABLE search_index;
--> statement-breakpoint
CREATE VIEW search_documents AS SELECT id, replace(' ' || body, ' ', CASE kind WHEN 'company' THEN ' o' WHEN 'contact' THEN ' p' ELSE ' i' END) AS body FROM search_entries;
--> statement-breakpoint
CREATE VIRTUAL TABLE search_index USING fts5(body, content='search_documents', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3 4', columnsize=0, detail=none);
--> statement-breakpoint
INSERT INTO search_index(search_index) VALUES ('rebuild');
--> statement-breakpoint
CREATE TRIGGER search_entries_inserted AFTER INSERT ON search_entries BEGIN
  INSERT INTO search_index(rowid, body) SELECT id, body FROM search_documents WHERE id = new.id;
END;
--> statement-breakpoint
CREATE TRIGGER search_entries_deleted BEFORE DELETE ON search_entries BEGIN
  INSERT INTO search_index(search_index, rowid, body) SELECT 'delete', id, body FROM search_documents WHERE id = old.id;
END;
--> statement-breakpoint
CREATE TRIGGER search_entries_unwritten BEFORE UPDATE ON search_entries BEGIN
  INSERT INTO search_index(search_index, rowid, body) SELECT 'delete', id, body FROM search_documents WHERE id = old.id;
END;
--> statement-breakpoint
CREATE TRIGGER search_entries_updated AFTER UPDATE ON search_entries BEGIN
  INSERT INTO search_index(rowid, body) SELECT id, body FROM search_documents WHERE id = new.id;
END;
