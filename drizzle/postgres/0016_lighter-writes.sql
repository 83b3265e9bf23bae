ALTER TABLE "inbox" DROP CONSTRAINT "inbox_eventId_unique";--> statement-breakpoint
DROP INDEX "contacts_first_key";--> statement-breakpoint
DROP INDEX "messages_member_channel";--> statement-breakpoint
DROP INDEX "messages_saved";--> statement-breakpoint
DROP INDEX "outbox_posted";--> statement-breakpoint
DROP INDEX "outbox_kind";--> statement-breakpoint
CREATE INDEX "messages_member_channel" ON "messages" USING btree ("member_id","channel","ts","author");--> statement-breakpoint
CREATE INDEX "messages_saved" ON "messages" USING btree ("member_id","saved_at","id","author");--> statement-breakpoint
CREATE INDEX "outbox_posted" ON "outbox" USING btree ("channel","posted_ts") WHERE "outbox"."posted_ts" is not null;--> statement-breakpoint
CREATE INDEX "outbox_kind" ON "outbox" USING btree ("kind","member_id") WHERE "outbox"."kind" <> 'reply';