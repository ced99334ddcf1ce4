SELECT pg_advisory_xact_lock(hashtextextended('twilio_server.feature_flags', 0))
