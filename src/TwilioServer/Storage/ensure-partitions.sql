SELECT twilio_server.ensure_partitions($1)
