INSERT INTO twilio_server.tenants AS t (tenant_id, name, settings, created_at, updated_at)
VALUES ($1, $2, $3, $4, $4)
ON CONFLICT (tenant_id) DO UPDATE
SET name = excluded.name,
    settings = excluded.settings,
    settings_version = t.settings_version + 1,
    updated_at = excluded.updated_at
WHERE t.settings IS DISTINCT FROM excluded.settings OR t.name <> excluded.name
