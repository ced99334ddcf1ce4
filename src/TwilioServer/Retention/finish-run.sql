UPDATE twilio_server.retention_runs
SET finished_at = $2, summary = $3::jsonb
WHERE day = $1
