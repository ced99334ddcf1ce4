using System.Text.Json.Nodes;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;
using TwilioServer.Tests.TwilioApi;

namespace TwilioServer.Tests.Messages;

/// <summary>Twilio's list cannot tell texts of the same words between the same two numbers apart: what we know of them.</summary>
public sealed class TwinsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Sid = "SM00000000000000000000000000000";

    private static readonly DateTimeOffset Since = TestClock.Noon.AddMinutes(-4);

    [Theory]
    [InlineData("sending", "the same words", true)]
    [InlineData("unknown", "the same words", true)]
    [InlineData("unknown", "other words", false)]
    [InlineData("queued", "the same words", false)]
    [InlineData("accepted", "the same words", false)]
    [InlineData("unknown-final", "the same words", false)]
    public async Task A_twin_counts_while_nobody_knows_what_became_of_it(string status, string words, bool counts)
    {
        await using var row = await AddAsync(1, words, status);
        var twins = new Twins(database.DataSource);
        Assert.Equal(counts, await twins.IsUnsettledAsync(Text(2), Since, CancellationToken.None));
        MessageReference[] others =
        [
            Text(1), // its own twin
            Text(2) with
            {
                To = "+14155550199",
            },
            Text(2) with
            {
                From = "+14155550199",
            },
        ];
        foreach (var other in others)
            Assert.False(await twins.IsUnsettledAsync(other, Since, CancellationToken.None));
        // What is never settled holds up nothing.
        Assert.False(await twins.IsUnsettledAsync(Text(2), TestClock.Noon.AddSeconds(1), CancellationToken.None));
    }

    [Fact]
    public async Task A_SID_that_is_known_to_be_another_s_is_told_from_one_s_own_and_from_one_that_nobody_knows()
    {
        await database.ExecuteAsync(
            """
            INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at)
            VALUES (@Key, 71, @TenantId, now()), (@Own, 71, @TenantId, now()), (@Other, 72, @TenantId, now())
            """,
            new
            {
                Key = MessageState.KeyOf(Text(7).IntentId),
                Own = Sid + "071",
                Other = Sid + "072",
                Samples.TenantId,
            }
        );
        string[] sids = [Sid + "071", Sid + "072", Sid + "073"];
        var twins = new Twins(database.DataSource);
        Assert.Equal([Sid + "072"], await twins.OfOthersAsync(Text(7), sids, CancellationToken.None));
        Assert.Equal(
            [Sid + "071", Sid + "072"],
            (await twins.OfOthersAsync(Text(8), sids, CancellationToken.None)).Order(StringComparer.Ordinal)
        );
        Assert.Empty(await twins.OfOthersAsync(Text(7), [], CancellationToken.None));
    }

    [Fact]
    public async Task A_look_up_never_takes_another_s_text_for_its_own()
    {
        await database.ExecuteAsync(
            """
            INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at)
            VALUES (@Key, 81, @TenantId, now()), (@Other, 82, @TenantId, now())
            """,
            new
            {
                Key = MessageState.KeyOf(Text(9).IntentId),
                Other = Sid + "082",
                Samples.TenantId,
            }
        );
        List<string> listed = [Sid + "082"];
        await using var twilio = await FakeTwilio.StartAsync(_ => (200, List(listed)));
        var messages = new MessageApi(twilio.Client, new Twins(database.DataSource));
        Assert.Null(await messages.FindAsync(Samples.TenantId, Text(9), CancellationToken.None));
        listed.Add(Sid + "083");
        var found = await messages.FindAsync(Samples.TenantId, Text(9), CancellationToken.None);
        Assert.Equal(Sid + "083", found?.MessageSid);
    }

    /// <summary>Twilio's list of messages: all of the same words, made now.</summary>
    private static string List(IEnumerable<string> messageSids) =>
        new JsonObject
        {
            ["messages"] = new JsonArray([
                .. messageSids.Select(sid => new JsonObject
                {
                    ["sid"] = sid,
                    ["body"] = "the same words",
                    ["status"] = "sent",
                    ["date_created"] = TestClock.Noon.ToString("R"),
                }),
            ]),
        }.ToJsonString();

    private static MessageReference Text(int n) =>
        new(
            Intent(n),
            Samples.TenantId,
            Samples.BusinessNumber,
            Samples.CallerNumber,
            "the same words",
            TestClock.Noon.AddHours(1),
            TestClock.Noon,
            0
        );

    private static Guid Intent(int n) => new($"018f0000-0000-7000-8000-{n:D12}");

    private async Task<IAsyncDisposable> AddAsync(int n, string words, string status)
    {
        await database.ExecuteAsync(
            """
            INSERT INTO sms_messages
                (message_id, intent_id, tenant_id, direction, class, from_number, to_number, message_body, status, expires_at, created_at, updated_at)
            VALUES (@n, @Intent, @TenantId, 'outbound', 'answer', @From, @To, @words, @status, @Noon, @Noon, @Noon)
            """,
            new
            {
                n,
                Intent = Intent(n),
                Samples.TenantId,
                From = Samples.BusinessNumber,
                To = Samples.CallerNumber,
                words,
                status,
                TestClock.Noon,
            }
        );
        return new Row(database, n);
    }

    private sealed class Row(TestDatabase database, int n) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() =>
            await database.ExecuteAsync("DELETE FROM sms_messages WHERE message_id = @n", new { n });
    }
}
