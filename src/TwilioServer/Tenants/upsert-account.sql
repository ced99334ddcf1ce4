INSERT INTO twilio_server.twilio_accounts AS a (account_sid, tenant_id, auth_token, created_at, updated_at)
VALUES ($1, $2, $3, $6, $6)
ON CONFLICT (account_sid) DO UPDATE
SET auth_token = excluded.auth_token,
    auth_token_old = CASE WHEN $4 THEN a.auth_token ELSE a.auth_token_old END,
    old_expires_at = CASE WHEN $4 THEN $5 ELSE a.old_expires_at END,
    updated_at = excluded.updated_at
WHERE a.tenant_id = excluded.tenant_id
