INSERT INTO twilio_server.webhook_refusals AS r (minute, reason, refused)
VALUES ($1, $2, $3)
ON CONFLICT (minute, reason) DO UPDATE
SET refused = r.refused + excluded.refused
