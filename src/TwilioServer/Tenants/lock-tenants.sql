SELECT pg_advisory_xact_lock(hashtextextended('twilio_server.tenants', 0))
