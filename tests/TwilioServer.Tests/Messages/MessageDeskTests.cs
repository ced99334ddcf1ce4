using TwilioServer.FeatureFlags;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>What is the same text, and what another, where an idempotency key comes again.</summary>
public sealed class MessageDeskTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Reused = "idempotency-key-reused";
    private const string Picture = "https://pictures.example.com/a.png";
    private const string Other = "https://pictures.example.com/b.png";
    private static readonly DateTimeOffset Later = TestClock.Noon.AddHours(6).AddTicks(1_234_567);
    private static int s_numbers;
    private readonly string _to = $"+1212555{1000 + Interlocked.Increment(ref s_numbers):D4}";
    private readonly string _key = $"key-{s_numbers}";
    private readonly TestClock _clock = new();
    private JournalHarness _journal = null!;
    private MessageDesk _desk = null!;

    public ValueTask InitializeAsync()
    {
        _journal = new JournalHarness(database);
        var (store, ambient) = (new SendStore(database.DataSource), new Ambient(_clock, new Random(s_numbers)));
        var features = new FeatureDirectory(null!, new FeatureEnvironment(Features.All));
        features.Use(new FeatureList([new FeatureRow("mms_support", null, true)], []));
        _desk = new MessageDesk(
            new SendRules(database.Tenants, features),
            new SendQueue(_journal.Journal, new EventIdentity(new byte[32]), database.Tenants, store, ambient),
            store,
            database.Tenants,
            ambient
        );
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task A_text_for_another_moment_or_with_other_pictures_is_another_text()
    {
        var wish = Wish with { SendAt = Later, MediaUrls = [Picture, Other] };
        var (id, refusal) = await _desk.SendAsync(wish, _key, Stop);
        Assert.Null(refusal);
        MessageWish[] others =
        [
            wish with
            {
                SendAt = Later.AddTicks(1),
            },
            wish with
            {
                SendAt = null,
            },
            wish with
            {
                ExpiresAt = Later.AddHours(1),
            },
            wish with
            {
                MediaUrls = [Other, Picture],
            },
            wish with
            {
                MediaUrls = [Picture],
            },
            wish with
            {
                MediaUrls = null,
            },
            wish with
            {
                Body = "a\0b",
            },
        ];
        foreach (var other in others)
        {
            var (_, refused) = await _desk.SendAsync(other, _key, Stop);
            Assert.Equal((422, Reused), (refused?.Status, refused?.Code));
        }
        Assert.Equal((id, null), await _desk.SendAsync(wish, _key, Stop));
        Assert.Equal(1, await TextsAsync());
    }

    [Fact]
    public async Task A_text_that_named_no_moment_and_no_pictures_is_another_than_one_that_does()
    {
        var (id, _) = await _desk.SendAsync(Wish, _key, Stop);
        Assert.Equal(Reused, (await _desk.SendAsync(Wish with { SendAt = Later }, _key, Stop)).Refusal?.Code);
        Assert.Equal(Reused, (await _desk.SendAsync(Wish with { MediaUrls = [Picture] }, _key, Stop)).Refusal?.Code);
        Assert.Equal((id, null), await _desk.SendAsync(Wish with { MediaUrls = [] }, _key, Stop));
    }

    /// <summary>The row's moment is rounded and moves on while the text waits for hours; its wish stays.</summary>
    [Fact]
    public async Task The_same_text_is_found_whatever_became_of_its_moment_and_in_whatever_zone_it_is_written()
    {
        var wish = Wish with { SendAt = Later, ExpiresAt = Later.AddHours(1), MediaUrls = [] };
        var (id, _) = await _desk.SendAsync(wish, _key, Stop);
        await database.ExecuteAsync(
            "UPDATE sms_messages SET send_at = send_at + interval '40 minutes' WHERE to_number = @to",
            new { to = _to }
        );
        _clock.Advance(TimeSpan.FromDays(2));
        var again = wish with { SendAt = Later.ToOffset(TimeSpan.FromHours(-5)), MediaUrls = null };
        Assert.Equal((id, null), await _desk.SendAsync(again, _key, Stop));
        Assert.Equal(1, await TextsAsync());
    }

    /// <summary>What an earlier release kept says nothing of the moment: a repeat must not fail for that.</summary>
    [Fact]
    public async Task A_text_that_an_earlier_release_took_is_compared_by_what_is_known_of_it()
    {
        var (id, _) = await _desk.SendAsync(Wish with { SendAt = Later }, _key, Stop);
        await database.ExecuteAsync(
            """
            UPDATE twilio_server.events SET parameters = parameters - 'times'
            WHERE stream_id = (SELECT message_id FROM sms_messages WHERE to_number = @to)
            """,
            new { to = _to }
        );
        Assert.Equal((id, null), await _desk.SendAsync(Wish with { SendAt = Later.AddHours(1) }, _key, Stop));
        Assert.Equal(Reused, (await _desk.SendAsync(Wish with { MediaUrls = [Picture] }, _key, Stop)).Refusal?.Code);
    }

    [Fact]
    public async Task Of_a_bulk_that_comes_again_for_another_moment_each_recipient_s_text_is_another()
    {
        var wish = new BulkWish(
            Samples.TenantId,
            "Closed on {day}.",
            [To(_to, "Friday")],
            Samples.BusinessNumber,
            Later,
            null,
            [Picture]
        );
        var first = Assert.Single((await _desk.SendAsync(wish, _key, Stop)).Results!);
        Assert.NotNull(first.Id);
        Assert.Equal(first, Assert.Single((await _desk.SendAsync(wish, _key, Stop)).Results!));
        BulkWish[] others =
        [
            wish with
            {
                SendAt = Later.AddMinutes(1),
            },
            wish with
            {
                MediaUrls = [Other],
            },
            wish with
            {
                Recipients = [To(_to, "Monday")],
            },
        ];
        foreach (var other in others)
        {
            var result = Assert.Single((await _desk.SendAsync(other, _key, Stop)).Results!);
            Assert.Equal((null, Reused), (result.Id, result.Code));
        }
        Assert.Equal(1, await TextsAsync());
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private MessageWish Wish => new(Samples.TenantId, _to, "See you at nine.", Samples.BusinessNumber);

    private static BulkRecipient To(string number, string day) =>
        new(number, new Dictionary<string, string>(StringComparer.Ordinal) { ["day"] = day });

    private Task<long> TextsAsync() =>
        database.ScalarAsync<long>("SELECT count(*) FROM sms_messages WHERE to_number = @to", new { to = _to });
}
