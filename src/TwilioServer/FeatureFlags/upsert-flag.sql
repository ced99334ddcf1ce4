INSERT INTO twilio_server.feature_flags AS f (feature, tenant_id, enabled, updated_at, updated_by)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (feature, tenant_id) DO UPDATE
SET enabled = excluded.enabled,
    updated_at = excluded.updated_at,
    updated_by = excluded.updated_by
