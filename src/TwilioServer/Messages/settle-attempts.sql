UPDATE twilio_server.send_attempts a
SET outcome = k.outcome, settled_at = k.settled_at
FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::timestamptz[]) AS k (message_id, attempt, outcome, settled_at)
WHERE a.message_id = k.message_id AND a.attempt = k.attempt
