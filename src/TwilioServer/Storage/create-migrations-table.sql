CREATE SCHEMA IF NOT EXISTS twilio_server;

CREATE TABLE IF NOT EXISTS twilio_server.migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL
);
