using System.Diagnostics;
using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Messages;

/// <summary>A number sends a text a second; who calls it meanwhile is not to wait for all that was to be sent before.</summary>
public sealed class PaceScenarios
{
    private const int Others = 5_000;

    [Fact]
    public async Task A_text_back_does_not_wait_behind_five_thousand_other_texts_of_its_number()
    {
        await using var stack = await Stack.StartAsync(("SMS_NUMBER_RATE", "0"));
        var business = await Business.OpenAsync(stack);
        await business.OwnersLineIsBusyAsync();
        await QueueOthersAsync(stack, business);
        var started = Stopwatch.GetTimestamp();
        await (await business.CustomerCallsAsync()).EndsAsync();
        await business.CustomerGetsTextAsync();
        var took = Stopwatch.GetElapsedTime(started);

        var texts = (await stack.Emulator.EventsAsync("message.created")).Count;
        var unasked = await UnaskedAsync(stack);
        await Console.Error.WriteLineAsync(
            $"   the text-back was at Twilio {took.TotalMilliseconds:F0} ms after the call began, beside {Others} others: {unasked} not asked yet, {texts - 1} sent"
        );
        // Behind them it would have come when all had been asked.
        Assert.InRange(unasked, 1, Others);
        // What the number may send in that time, and what it begins with.
        Assert.InRange(texts, 2, (int)took.TotalSeconds + 6);
    }

    private static async Task<int> UnaskedAsync(Stack stack)
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(
            "SELECT count(*) FROM twilio_server.jobs WHERE kind = 'message.send-bulk' AND attempt = 0"
        );
    }

    /// <summary>Queues texts that may wait, all due now. Their class is one that knows no quiet hours: this is true at night, too.</summary>
    private static async Task QueueOthersAsync(Stack stack, Business business)
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            WITH texts AS (
                SELECT 5000000000 + n AS id, gen_random_uuid() AS intent, '+1212555' || lpad(n::text, 4, '0') AS recipient
                FROM generate_series(1, @Others) n
            ), messages AS (
                INSERT INTO sms_messages
                    (message_id, intent_id, tenant_id, direction, class, from_number, to_number, message_body, status, expires_at, created_at, updated_at)
                SELECT id, intent, @TenantId, 'outbound', 'answer', @Number, recipient, 'One of many', 'queued', now() + interval '1 day', now(), now()
                FROM texts
            ), keys AS (
                INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at)
                SELECT 'intent:' || replace(intent::text, '-', ''), id, @TenantId, now()
                FROM texts
            )
            INSERT INTO twilio_server.jobs (kind, payload, state, run_at, attempt, max_attempts, created_at, tenant_id, stream_id)
            SELECT 'message.send-bulk',
                jsonb_build_object(
                    'intentId', intent, 'tenantId', @TenantId, 'from', @Number, 'to', recipient, 'body', 'One of many',
                    'expiresAt', now() + interval '1 day', 'createdAt', now(), 'round', 0, 'waitsForHours', true
                ),
                'available', now(), 0, 5, now(), @TenantId, id
            FROM texts
            """,
            new
            {
                business.TenantId,
                business.Number,
                Others,
            }
        );
    }
}
