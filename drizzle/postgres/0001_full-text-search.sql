CREATE INDEX search_entries_body ON search_entries USING gin (to_tsvector('simple', body));
