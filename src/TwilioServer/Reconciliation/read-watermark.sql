INSERT INTO twilio_server.reconciled_lists AS r (account_sid, resource, settled_at, checked_at)
VALUES ($1, $2, $3, $3)
ON CONFLICT (account_sid, resource) DO UPDATE
SET checked_at = r.checked_at
RETURNING settled_at
