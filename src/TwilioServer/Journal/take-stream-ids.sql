SELECT nextval('twilio_server.stream_ids')
