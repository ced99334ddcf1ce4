SELECT phone_number, holder, last_inbound_at, opted_out_at, call_service_conversation
FROM twilio_server.contacts
WHERE tenant_id = $1 AND last_inbound_at > $2
ORDER BY last_inbound_at DESC
LIMIT 200
