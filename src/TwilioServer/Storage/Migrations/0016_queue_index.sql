-- Which texts wait is asked every second, however many there ever were: one that has left is not in this index.
CREATE INDEX sms_messages_queued ON sms_messages (created_at, message_id) INCLUDE (intent_id)
WHERE
    status = 'queued';
