-- concurrently: the previous release goes on reading and writing meanwhile.

-- Who wrote lately.
DROP INDEX CONCURRENTLY IF EXISTS twilio_server.contacts_open;
CREATE INDEX CONCURRENTLY contacts_open ON twilio_server.contacts (tenant_id, last_inbound_at)
WHERE
    last_inbound_at IS NOT NULL;

-- What a customer said.
DROP INDEX CONCURRENTLY IF EXISTS sms_messages_from;
CREATE INDEX CONCURRENTLY sms_messages_from ON sms_messages (from_number, created_at)
WHERE
    direction = 'inbound';

-- What a tenant's texts are.
DROP INDEX CONCURRENTLY IF EXISTS sms_messages_tenant;
CREATE INDEX CONCURRENTLY sms_messages_tenant ON sms_messages (tenant_id, created_at);

-- Texts back to one block of numbers in an hour: whoever can dial from many numbers can make us send.
DROP INDEX CONCURRENTLY IF EXISTS sms_messages_blocks;
CREATE INDEX CONCURRENTLY sms_messages_blocks ON sms_messages (left(to_number, 8), created_at)
WHERE
    class = 'text-back';

-- Which texts wait is asked every second, however many there ever were: one that has left is not in this index.
DROP INDEX CONCURRENTLY IF EXISTS sms_messages_queued;
CREATE INDEX CONCURRENTLY sms_messages_queued ON sms_messages (created_at, message_id) INCLUDE (intent_id)
WHERE
    status = 'queued';
