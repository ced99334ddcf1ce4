DELETE FROM twilio_server.phone_numbers
WHERE phone_number = $1
