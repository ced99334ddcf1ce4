-- Jobs by the tens of thousands a second, and processes that hang.
--
-- A claim changes a job's state, holder and attempt. While an index names one of these (in a column or in its WHERE),
-- each claim writes the row's new place into every index; with none, the new version stays on its page and no index is
-- touched. So what is open is told by finished_at alone, which changes once, at the end. Half of each page is left free
-- for the claimed version.
--
-- The previous release goes on working beside this: its statements find the same rows, more slowly, as its own indexes
-- are gone. Its processes have no lease (null) and count as waiting for jobs.

ALTER TABLE twilio_server.jobs
    ADD COLUMN cancel_requested_at timestamptz,
    DROP CONSTRAINT jobs_state_check,
    ADD CONSTRAINT jobs_state_check CHECK (state IN ('available', 'running', 'done', 'dead', 'canceled')),
    ADD CONSTRAINT jobs_finished_check CHECK ((state IN ('done', 'dead', 'canceled')) = (finished_at IS NOT NULL));

ALTER TABLE twilio_server.jobs SET (
    fillfactor = 50,
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_cost_delay = 0
);

CREATE INDEX jobs_open ON twilio_server.jobs (kind, run_at, job_id)
WHERE
    finished_at IS NULL;

CREATE UNIQUE INDEX jobs_open_unique_key ON twilio_server.jobs (unique_key)
WHERE
    finished_at IS NULL AND unique_key IS NOT NULL;

DROP INDEX twilio_server.jobs_available, twilio_server.jobs_running, twilio_server.jobs_unique_key;

-- The lease tells a process that hangs from one that lives: its advisory lock cannot, as the connection stays. Whoever
-- ends a node gives back its jobs in the same transaction; rescued_at says that this was done.
ALTER TABLE twilio_server.nodes
    ADD COLUMN lease_until timestamptz,
    ADD COLUMN waits_for_jobs boolean NOT NULL DEFAULT true,
    ADD COLUMN rescued_at timestamptz;

DROP INDEX twilio_server.nodes_live;

CREATE INDEX nodes_unrescued ON twilio_server.nodes (node_id)
WHERE
    rescued_at IS NULL;
