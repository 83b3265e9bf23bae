ALTER TABLE `changes` ADD `because` text;--> statement-breakpoint
ALTER TABLE `changes` ADD `undone_because` text;--> statement-breakpoint
ALTER TABLE `interactions` ADD `details` text;