SELECT phone_number
FROM twilio_server.phone_numbers
WHERE phone_number = ANY ($1::text[])
LIMIT 1
