SELECT pg_relation_size('twilio_server.stream_keys') / current_setting('block_size')::bigint
