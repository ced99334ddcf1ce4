INSERT INTO twilio_server.number_registrations AS r (phone_number, status, checked_at, next_check_at)
SELECT n.phone_number, f.status, $3, $4
FROM unnest($1::text[], $2::text[]) AS f (phone_number, status)
JOIN twilio_server.phone_numbers n ON n.phone_number = f.phone_number
ON CONFLICT (phone_number) DO UPDATE
SET status = excluded.status,
    checked_at = excluded.checked_at,
    next_check_at = excluded.next_check_at
