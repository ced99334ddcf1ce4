SELECT account_sid, tenant_id, auth_token, auth_token_old, old_expires_at, created_at
FROM twilio_server.twilio_accounts
WHERE account_sid = $1
FOR UPDATE
