ALTER TABLE "changes" ADD COLUMN "because" text;--> statement-breakpoint
ALTER TABLE "changes" ADD COLUMN "undone_because" text;--> statement-breakpoint
ALTER TABLE "interactions" ADD COLUMN "details" text;