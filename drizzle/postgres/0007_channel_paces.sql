CREATE TABLE "channel_paces" (
	"id" text PRIMARY KEY NOT NULL,
	"free_at" timestamp (3) with time zone NOT NULL
);
