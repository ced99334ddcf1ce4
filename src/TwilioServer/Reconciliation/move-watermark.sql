UPDATE twilio_server.reconciled_lists
SET settled_at = $3, checked_at = $4
WHERE account_sid = $1 AND resource = $2
