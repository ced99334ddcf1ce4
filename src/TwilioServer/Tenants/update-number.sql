UPDATE twilio_server.phone_numbers
SET settings = $2, updated_at = $3
WHERE phone_number = $1
