-- Nothing is returned where the day's cleaning is done. One that was interrupted is done again.
INSERT INTO twilio_server.retention_runs AS r (day, started_at)
VALUES ($1, $2)
ON CONFLICT (day) DO UPDATE SET started_at = EXCLUDED.started_at WHERE r.finished_at IS NULL
RETURNING day
