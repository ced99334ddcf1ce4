-- Two processes that come at once: the second waits for the first's rows, and finds them no longer due.
UPDATE twilio_server.number_registrations
SET next_check_at = $2
WHERE next_check_at <= $1
RETURNING phone_number
