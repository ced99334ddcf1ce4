UPDATE twilio_server.rate_buckets
SET taken = $2, waiting = $3
WHERE tenant_id = $1
