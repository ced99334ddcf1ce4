-- The pictures and other files that come with texts: each is fetched once and kept as a file; the row says which, or why
-- there is none.

-- A file is named by its row and by the attempt that wrote it, so that no two attempts write the same file; only the latest
-- attempt may settle the row. A file that its row does not name is what an interrupted attempt left: the next one, or the
-- day's cleaning, knows its name and removes it.
CREATE TABLE twilio_server.message_media (
    message_id bigint NOT NULL,
    position smallint NOT NULL CHECK (position >= 0),
    message_sid text NOT NULL,
    tenant_id uuid NOT NULL,
    url text NOT NULL,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'stored', 'refused', 'failed')),
    reason text,
    content_type text,
    size_bytes bigint CHECK (size_bytes > 0),
    sha256 bytea CHECK (length(sha256) = 32),
    file text,
    attempt integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (message_id, position),
    CHECK ((status IN ('refused', 'failed')) = (reason IS NOT NULL)),
    CHECK (
        CASE status
            WHEN 'stored' THEN num_nonnulls(content_type, size_bytes, sha256, file) = 4
            ELSE num_nonnulls(content_type, size_bytes, sha256, file) = 0
        END
    )
);

-- Operators know a text by its SID.
CREATE INDEX message_media_sid ON twilio_server.message_media (message_sid);

CREATE INDEX message_media_created ON twilio_server.message_media (created_at);
