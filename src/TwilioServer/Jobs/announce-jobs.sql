SELECT pg_notify('twilio_server_jobs', '')
