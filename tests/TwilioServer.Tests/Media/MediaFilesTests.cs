using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.FeatureFlags;
using TwilioServer.Media;
using TwilioServer.Messages;
using TwilioServer.Retention;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Media;

/// <summary>A file and its row agree, wherever a process died or hung.</summary>
public sealed class MediaFilesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>Where an attempt stops: half-way through the file, or when the file is there and its row does not know.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_interrupted_attempt_left_is_gone_when_the_next_is_done(bool isWhole)
    {
        await using var media = await MediaHarness.StartAsync(database);
        var key = new MediaKey(media.MessageId, 0);
        await InterruptedAsync(media, key, isWhole);
        Assert.Equal([$"{media.MessageId}-0-1{(isWhole ? "" : ".part")}"], media.Files);
        Assert.Equal(("pending", null), await media.OutcomeAsync());

        await media.RunAsync();

        var row = await media.RowAsync();
        Assert.Equal("stored", row.Status);
        Assert.Equal(row.File, Assert.Single(media.Files));
        Assert.Equal([0xFF, 0xD8, 0xFF], media.Kept(row));
        Assert.Equal(2, await media.AttemptsAsync());
    }

    [Fact]
    public async Task What_an_interrupted_attempt_left_is_gone_where_the_next_is_refused()
    {
        await using var media = await MediaHarness.StartAsync(database);
        await InterruptedAsync(media, new MediaKey(media.MessageId, 0), isWhole: true);
        media.Features = Features.None;
        await media.RunAsync();
        Assert.Equal(("refused", "mms-support-off"), await media.OutcomeAsync());
        Assert.Empty(media.Files);
    }

    /// <summary>A process hangs while it reads; another one has the file by the time it goes on.</summary>
    [Fact]
    public async Task Of_two_attempts_at_once_the_later_one_counts_and_the_earlier_one_leaves_nothing()
    {
        await using var media = await MediaHarness.StartAsync(database);
        var (isAsked, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answer = media.Server.Answer;
        media.Server.Answer = async context =>
        {
            media.Server.Answer = answer;
            isAsked.SetResult();
            await mayGoOn.Task;
            await MediaServer.Picture(context, "image/jpeg", [0xFF, 0xD8, 0xFF, 1]);
        };
        var hung = media.Handler().RunAsync(media.Job(1), default);
        await isAsked.Task.Soon();
        await media.Handler().RunAsync(media.Job(2), default).Soon();
        mayGoOn.SetResult();
        // Its unfinished file was taken away from it, so it may also find that out and fail.
        await hung.Soon().ContinueWith(_ => { }, TaskScheduler.Default);
        var row = await media.RowAsync();
        Assert.Equal(("stored", 3), (row.Status, row.SizeBytes));
        Assert.Equal(row.File, Assert.Single(media.Files));
        Assert.Equal($"{media.MessageId}-0-2", row.File);
    }

    [Fact]
    public async Task An_attempt_that_a_later_one_replaced_settles_nothing()
    {
        await using var media = await MediaHarness.StartAsync(database);
        var key = new MediaKey(media.MessageId, 0);
        var first = await BeginAsync(media, key);
        var second = await BeginAsync(media, key);
        Assert.Equal((1, 2), (first, second));
        var fetched = new FetchResult.Fetched("image/jpeg", 3, new byte[32]);
        Assert.False(await media.Store.StoredAsync(key, first, fetched, "old", default));
        Assert.False(await media.Store.RefusedAsync(key, first, "empty", default));
        Assert.True(await media.Store.StoredAsync(key, second, fetched, "new", default));
        Assert.False(await media.Store.FailedAsync(key, second, "empty", default));
        Assert.Equal("new", (await media.RowAsync()).File);
    }

    [Fact]
    public async Task What_is_past_its_time_goes_with_its_row_and_all_that_attempts_left()
    {
        await using var media = await MediaHarness.StartAsync(database);
        await InterruptedAsync(media, new MediaKey(media.MessageId, 1), isWhole: true, media.Url(), media.Url());
        await media.RunAsync(media.Url(), "x");
        var cleaner = new MediaCleaner(media.Store, media.Directory);
        Assert.Equal(0, await cleaner.DeleteAsync(TestClock.Noon, default));
        Assert.Single(media.Files);
        await InterruptedAsync(media, new MediaKey(media.MessageId, 2), isWhole: true, "x", "x", media.Url());
        Assert.Equal(2, media.Files.Count);

        var clock = new TestClock();
        clock.Advance(TimeSpan.FromDays(731));
        await database.ExecuteAsync(
            "DELETE FROM twilio_server.message_media WHERE message_id <> @MessageId",
            new { media.MessageId }
        );
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var report = await new RetentionRun(
            connection,
            new RetentionSettings(90, 730, 3, 9),
            clock,
            NullLogger.Instance,
            cleaner.DeleteAsync
        ).RunAsync(default);
        Assert.Equal(3, report.DeletedRows["message_media"]);
        Assert.Empty(media.Files);
        Assert.Null(await media.Store.FindAsync(media.MessageSid, 0, default));
    }

    private static async Task InterruptedAsync(MediaHarness media, MediaKey key, bool isWhole, params string[] urls)
    {
        var attempt = await BeginAsync(media, key, urls);
#pragma warning disable CA2000 // A process that died disposed of nothing.
        var file = media.Directory.Begin(MediaDirectory.NameOf(key, attempt));
#pragma warning restore CA2000
        await file.WriteAsync(new byte[] { 0xFF, 0xD8, 0xFF, 0xEE }, default);
        if (isWhole)
            file.Keep();
    }

    private static async Task<int> BeginAsync(MediaHarness media, MediaKey key, params string[] urls)
    {
        await media.Store.NoteAsync(InboundMedia.Parse(media.Job(1, urls).Payload), default);
        return Assert.IsType<int>(await media.Store.BeginAsync(key, default));
    }
}
