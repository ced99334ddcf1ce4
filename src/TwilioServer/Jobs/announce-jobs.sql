-- Only if somebody waits for it: a NOTIFY makes the commits of all who notify wait for each other.
SELECT pg_notify('twilio_server_jobs', '')
WHERE EXISTS (SELECT 1 FROM twilio_server.nodes WHERE rescued_at IS NULL AND ended_at IS NULL AND waits_for_jobs)
