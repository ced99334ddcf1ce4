using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using TwilioServer.FeatureFlags;
using TwilioServer.Jobs;
using TwilioServer.Media;
using TwilioServer.Tests.Support;
using TwilioServer.Tests.TwilioApi;

namespace TwilioServer.Tests.Media;

/// <summary>Files are fetched from a real server, kept whole, and refused for what they are.</summary>
public sealed class FetchMediaTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly byte[] Jpeg =
    [
        0xFF,
        0xD8,
        0xFF,
        .. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31)),
    ];

    [Fact]
    public async Task A_picture_is_kept_as_it_is_and_asked_for_once_with_the_account_s_password()
    {
        await using var media = await MediaHarness.StartAsync(database);
        media.Server.Answer = context => MediaServer.Picture(context, "image/JPEG; x=y", Jpeg);
        Assert.Equal(JobResult.Done, await media.RunAsync());
        Assert.Equal(JobResult.Done, await media.RunAsync());
        var row = await media.RowAsync();
        Assert.Equal(("stored", "image/jpeg", Jpeg.Length), (row.Status, row.ContentType, row.SizeBytes));
        Assert.Equal(SHA256.HashData(Jpeg), row.Sha256);
        Assert.Equal(Jpeg, media.Kept(row));
        Assert.Equal(row.File, Assert.Single(media.Files));
        var (_, path, credentials) = Assert.Single(media.Server.Asked);
        Assert.Equal(new Uri(media.Url()).AbsolutePath, path);
        Assert.Equal(
            $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Samples.AccountSid}:token"))}",
            credentials
        );
    }

    /// <summary>What lies in the sockets' buffers comes on top of the limit.</summary>
    [Theory]
    [InlineData("Content-Type: image/jpeg\r\n", "refused", "too-large")]
    [InlineData("Content-Type: image/jpeg\r\nContent-Length: 10737418240\r\n", "refused", "too-large")]
    [InlineData("Content-Type: image/jpeg\r\nContent-Length: 100\r\n", "stored", null)]
    [InlineData("Content-Type: text/html\r\n", "refused", "type-not-allowed")]
    [InlineData("Content-Type: image/png\r\n", "refused", "not-its-type")]
    public async Task Ten_gigabytes_are_cut_off_whatever_is_said_of_them(string headers, string status, string? reason)
    {
        using var endless = new EndlessServer(headers);
        await using var media = await MediaHarness.StartAsync(database, api: endless.Url);
        Assert.Equal(JobResult.Done, await media.RunAsync());
        var sent = await endless.Sent.Soon();
        Assert.Equal((status, reason), await media.OutcomeAsync());
        Assert.Equal(status == "stored" ? 1 : 0, media.Files.Count);
        Assert.InRange(sent, 1, 64 * 1024 * 1024);
        Figures.Print(
            $"10 GB offered ({reason ?? "100 bytes stated"}), {MediaHarness.MaxBytes} bytes allowed: {sent} left"
        );
    }

    [Fact]
    public async Task What_says_that_it_is_too_large_is_not_read()
    {
        await using var media = await MediaHarness.StartAsync(database);
        media.Server.Answer = async context =>
        {
            context.Response.ContentType = "image/jpeg";
            context.Response.ContentLength = MediaHarness.MaxBytes + 1L;
            await context.Response.Body.FlushAsync();
            await AbortedAsync(context);
        };
        Assert.Equal(JobResult.Done, await media.RunAsync());
        Assert.Equal(("refused", "too-large"), await media.OutcomeAsync());
    }

    [Fact]
    public async Task As_much_as_is_allowed_is_kept()
    {
        await using var media = await MediaHarness.StartAsync(database);
        var bytes = new byte[MediaHarness.MaxBytes];
        media.Server.Answer = context => MediaServer.Picture(context, "audio/mpeg", bytes);
        await media.RunAsync();
        Assert.Equal(MediaHarness.MaxBytes, (await media.RowAsync()).SizeBytes);
    }

    [Theory]
    [InlineData("text/html", "<html>", "type-not-allowed")]
    [InlineData("image/svg+xml", "<svg>", "type-not-allowed")]
    [InlineData("", "x", "type-not-allowed")]
    [InlineData("image/png", "<html><script>", "not-its-type")]
    [InlineData("image/jpeg", "%PDF-1.7", "not-its-type")]
    [InlineData("application/pdf", "MZ", "not-its-type")]
    [InlineData("image/gif", "", "empty")]
    [InlineData("text/plain", "", "empty")]
    public async Task What_is_not_of_a_type_that_is_kept_is_refused(string type, string body, string reason)
    {
        await using var media = await MediaHarness.StartAsync(database);
        media.Server.Answer = context => MediaServer.Picture(context, type, Encoding.ASCII.GetBytes(body));
        Assert.Equal(JobResult.Done, await media.RunAsync());
        Assert.Equal(("refused", reason), await media.OutcomeAsync());
        Assert.Empty(media.Files);
    }

    [Fact]
    public async Task What_is_packed_is_not_unpacked()
    {
        await using var media = await MediaHarness.StartAsync(database);
        media.Server.Answer = context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return MediaServer.Picture(context, "text/plain", [0x1F, 0x8B]);
        };
        await media.RunAsync();
        Assert.Equal(("refused", "encoded"), await media.OutcomeAsync());
    }

    [Fact]
    public async Task Where_it_is_switched_off_nothing_is_asked_for_and_the_row_says_so()
    {
        await using var media = await MediaHarness.StartAsync(database);
        media.Features = Features.Default;
        Assert.Equal(JobResult.Done, await media.RunAsync());
        Assert.Equal(("refused", "mms-support-off"), await media.OutcomeAsync());
        Assert.Empty(media.Server.Asked);
    }

    [Theory]
    [InlineData(404, "answered-404")]
    [InlineData(401, "answered-401")]
    [InlineData(429, "answered-429")]
    [InlineData(503, "answered-503")]
    public async Task What_is_away_is_tried_again_and_in_the_end_failed_and_a_hand_can_have_it_tried_once_more(
        int status,
        string reason
    )
    {
        await using var media = await MediaHarness.StartAsync(database);
        var answer = media.Server.Answer;
        media.Server.Answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        var job = media.Job();
        await Assert.ThrowsAsync<MediaAwayException>(() => media.Handler().RunAsync(job, default));
        Assert.Equal(("pending", null), await media.OutcomeAsync());
        var last = job with { Attempt = job.MaxAttempts };
        var away = await Assert.ThrowsAsync<MediaAwayException>(() => media.Handler().RunAsync(last, default));
        Assert.Equal(reason, away.Reason);
        Assert.Equal(("failed", reason), await media.OutcomeAsync());
        Assert.Empty(media.Files);
        media.Server.Answer = answer;
        await media.RunAsync();
        Assert.Equal(("stored", null), await media.OutcomeAsync());
    }

    [Fact]
    public async Task One_that_is_away_holds_up_none_of_the_others()
    {
        await using var media = await MediaHarness.StartAsync(database);
        var away = media.Url("MEffffffffffffffffffffffffffffffff");
        var answer = media.Server.Answer;
        media.Server.Answer = context =>
        {
            if (context.Request.Path.Value!.EndsWith('f'))
                context.Response.StatusCode = 500;
            return context.Response.StatusCode == 500 ? Task.CompletedTask : answer(context);
        };
        await Assert.ThrowsAsync<MediaAwayException>(() =>
            media.RunAsync(media.Url(), away, "http://169.254.169.254/x", media.Url("ME" + new string('1', 32)))
        );
        Assert.Equal(
            ["stored", "pending", "refused", "stored"],
            [
                (await media.RowAsync(0)).Status,
                (await media.RowAsync(1)).Status,
                (await media.RowAsync(2)).Status,
                (await media.RowAsync(3)).Status,
            ]
        );
        Assert.Equal(3, media.Server.Asked.Count);
        Assert.Equal(2, media.Files.Count);
    }

    [Fact]
    public async Task What_is_cut_off_leaves_nothing()
    {
        await using var media = await MediaHarness.StartAsync(database);
        media.Server.Answer = async context =>
        {
            context.Response.ContentType = "image/jpeg";
            context.Response.ContentLength = Jpeg.Length;
            await context.Response.Body.WriteAsync(Jpeg.AsMemory(0, 100_000));
            await context.Response.Body.FlushAsync();
            context.Abort();
        };
        var away = await Assert.ThrowsAsync<MediaAwayException>(() => media.RunAsync());
        Assert.Equal("cut-off", away.Reason);
        Assert.Empty(media.Files);
    }

    [Fact]
    public async Task What_takes_too_long_is_given_up()
    {
        await using var media = await MediaHarness.StartAsync(database, time: new ImpatientClock());
        media.Server.Answer = AbortedAsync;
        var away = await Assert.ThrowsAsync<MediaAwayException>(() => media.RunAsync());
        Assert.Equal("too-slow", away.Reason);
        Assert.Equal(TimeSpan.FromSeconds(30), MediaClient.Patience);
    }

    [Fact]
    public async Task A_disk_that_refuses_is_away_like_a_server()
    {
        await using var media = await MediaHarness.StartAsync(database);
        media.BlockDirectory();
        var away = await Assert.ThrowsAsync<MediaAwayException>(() => media.RunAsync());
        Assert.Equal("disk-refused", away.Reason);
        Assert.Equal(("pending", null), await media.OutcomeAsync());
    }

    private static Task AbortedAsync(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        context.RequestAborted.Register(aborted.SetResult);
        return aborted.Task;
    }
}
