DELETE FROM twilio_server.nodes
WHERE rescued_at < $1
