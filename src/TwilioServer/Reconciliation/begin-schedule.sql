INSERT INTO twilio_server.jobs AS j (kind, unique_key, payload, run_at, max_attempts, created_at)
VALUES ($1, $1, '{}', $2, $3, $4)
ON CONFLICT (unique_key) WHERE finished_at IS NULL AND unique_key IS NOT NULL DO UPDATE
SET run_at = least(j.run_at, excluded.run_at)
WHERE j.state = 'available' AND j.run_at > excluded.run_at
