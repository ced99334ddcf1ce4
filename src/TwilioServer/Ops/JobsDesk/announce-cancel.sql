SELECT pg_notify('twilio_server_job_cancels', '')
