SELECT twilio_server.drop_old_partition($1, $2)
