-- Recordings of calls under way follow the flag at once; one job at a time looks at all of them. One that runs already
-- may have read the flag before this change, so another waits behind it.
INSERT INTO twilio_server.jobs (kind, unique_key, payload, run_at, max_attempts, created_at)
SELECT 'recording.pause', 'recording.pause:' || $1::timestamptz, '{}', $1, 20, $1
