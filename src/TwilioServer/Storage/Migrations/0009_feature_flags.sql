-- What operators switch while the service runs, and who switched it: feature flags, pauses of incoming calls, the audit log.

-- A row without a tenant counts for all. What has no row is as the program has it; a tenant's row can only take away.
CREATE TABLE twilio_server.feature_flags (
    feature text NOT NULL,
    tenant_id uuid REFERENCES twilio_server.tenants,
    enabled boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    UNIQUE NULLS NOT DISTINCT (feature, tenant_id)
);

CREATE TABLE twilio_server.maintenance_pauses (
    pause_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid REFERENCES twilio_server.tenants,
    reason text NOT NULL,
    started_at timestamptz NOT NULL,
    started_by text NOT NULL,
    ended_at timestamptz,
    ended_by text
);

-- One pause at a time, for all or for a tenant: pausing twice is one pause.
CREATE UNIQUE INDEX maintenance_pauses_open ON twilio_server.maintenance_pauses (tenant_id) NULLS NOT DISTINCT
WHERE
    ended_at IS NULL;

-- Who changed what, and from what to what. Never changed, never deleted by the service.
CREATE TABLE twilio_server.audit_log (
    audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    tenant_id uuid,
    subject text NOT NULL,
    before jsonb,
    after jsonb
);

CREATE INDEX audit_log_at ON twilio_server.audit_log (at);
