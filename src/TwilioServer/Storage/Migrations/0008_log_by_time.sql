-- Operators ask the log for an hour, and a replay for one call's day. Deliveries are written in the order of time, so a
-- summary of each block finds them; unlike a tree it costs the webhooks nothing.
CREATE INDEX webhook_logs_created ON webhook_logs USING brin (created_at) WITH (pages_per_range = 32);
