using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Dapper;
using TwilioServer.Scenarios.FeatureFlags;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Media;

/// <summary>A customer sends pictures, and the operator has them; what is no picture of Twilio's, nobody has.</summary>
[Collection(OperatedStack.Stories)]
public sealed class PictureScenarios(OperatedStack operated)
{
    private const int Kilobytes200 = 200_000;
    private readonly Stack _stack = operated.Stack;

    [Fact]
    public async Task A_picture_that_a_customer_sends_is_what_the_operator_downloads()
    {
        var business = await PictureBusinessAsync();
        await _stack.Emulator.PutAsync($"accounts/{Stack.AccountSid}", new { mediaNeedsCredentials = true });
        var picture = Jpeg(Kilobytes200);
        var sid = await SendAsync(business, File("image/jpeg", picture), File("text/vcard", "BEGIN:VCARD"u8.ToArray()));
        await IsSettledAsync(sid, "stored", "stored");

        using var answer = await DownloadAsync(sid, 0);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(picture, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        using var part = await DownloadAsync(sid, 0, range: new RangeHeaderValue(100, 199));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(picture[100..200], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var card = await DownloadAsync(sid, 1);
        Assert.Equal("text/vcard", card.Content.Headers.ContentType?.ToString());

        using var stranger = await DownloadAsync(sid, 0, key: "another-key-of-somebody-else");
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal((404, "media-unknown"), await ProblemAsync(sid, "2"));
        Assert.Equal((404, "media-unknown"), await ProblemAsync(sid, "-1"));
        Assert.Equal((404, "media-unknown"), await ProblemAsync("..%2f..%2fetc%2fpasswd", "0"));
        System.IO.File.Delete(Directory.GetFiles(_stack.MediaDirectory).Single(IsOf(Kilobytes200)));
        Assert.Equal((410, "media-gone"), await ProblemAsync(sid, "0"));
    }

    [Fact]
    public async Task Ten_gigabytes_another_type_a_redirect_and_a_private_address_are_refused_with_the_reason()
    {
        var business = await PictureBusinessAsync();
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        object[] rules =
        [
            Fault("huge-body"),
            Fault("wrong-type"),
            new
            {
                route = "GET Messages/*/Media/*",
                fault = "redirect",
                times = 1,
                location = $"http://{inside.LocalEndpoint}/",
            },
        ];
        foreach (var (rule, reason) in rules.Zip(["too-large", "type-not-allowed", "redirected"]))
        {
            await _stack.Emulator.PutAsync("faults", new { rules = new[] { rule } });
            var sid = await SendAsync(business, File("image/jpeg", Jpeg(1000)));
            await IsSettledAsync(sid, $"refused: {reason}");
            Assert.Equal((410, "media-refused"), await ProblemAsync(sid, "0"));
        }
        await _stack.Emulator.PutAsync("faults", new { rules = Array.Empty<object>() });
        var hostile = await SendAsync(
            business,
            new { url = $"http://{inside.LocalEndpoint}/latest/meta-data/" },
            new { url = "http://169.254.169.254/latest/meta-data/" },
            new { url = "file:///etc/passwd" }
        );
        await IsSettledAsync(hostile, "refused: port-wrong", "refused: host-wrong", "refused: scheme-wrong");
        Assert.False(inside.Pending());
        Assert.DoesNotContain(_stack.MediaDirectory, _stack.ServerLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_is_switched_off_no_picture_is_fetched_and_what_Twilio_has_late_is_fetched_late()
    {
        var business = await PictureBusinessAsync();
        await operated.SwitchAsync("mms_support", false, business.TenantId);
        var off = await SendAsync(business, File("image/jpeg", Jpeg(1000)));
        await IsSettledAsync(off, "refused: mms-support-off");

        await operated.SwitchAsync("mms_support", true, business.TenantId);
        await _stack.Emulator.PutAsync(
            "faults",
            new
            {
                rules = new[]
                {
                    new
                    {
                        route = "GET Messages/*/Media/*",
                        fault = "500-before",
                        times = 2,
                    },
                },
            }
        );
        var late = await SendAsync(business, File("image/jpeg", Jpeg(1000)));
        await IsSettledAsync(late, "stored");
    }

    [Fact]
    public async Task Killed_between_the_file_and_its_row_the_service_has_one_file_after_its_restart_and_the_row_names_it()
    {
        await using var stack = await Stack.StartAsync(("CRASH_AT", "media.after-file"));
        var business = await Business.OpenAsync(stack);
        var switched = await stack.RunAsync("features", "set", "mms_support", "on");
        Assert.True(switched.ExitCode == 0, switched.Error);
        await stack.HasHeardAsync();
        var picture = Jpeg(Kilobytes200);
        var sid = await SendAsync(business, File("image/jpeg", picture));
        await stack.Server.EndedAsync();
        Assert.EndsWith("-0-1", Assert.Single(Directory.GetFiles(stack.MediaDirectory)), StringComparison.Ordinal);
        Assert.Equal(["pending"], await OutcomesAsync(stack, sid));

        await stack.StartServerAsync(settings: ("CRASH_AT", ""));

        await IsSettledAsync(stack, sid, "stored");
        var file = Assert.Single(Directory.GetFiles(stack.MediaDirectory));
        Assert.EndsWith("-0-2", file, StringComparison.Ordinal);
        Assert.Equal(picture, await System.IO.File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    private async Task<Business> PictureBusinessAsync()
    {
        var business = await Business.OpenAsync(_stack);
        await operated.SwitchAsync("mms_support", true);
        return business;
    }

    private static byte[] Jpeg(int bytes) =>
        [0xFF, 0xD8, 0xFF, .. Enumerable.Range(3, bytes - 3).Select(i => (byte)(i * 7))];

    private static object File(string contentType, byte[] bytes) =>
        new { contentType, base64 = Convert.ToBase64String(bytes) };

    private static object Fault(string fault) =>
        new
        {
            route = "GET Messages/*/Media/*",
            fault,
            times = 1,
        };

    private static Func<string, bool> IsOf(int bytes) => file => new FileInfo(file).Length == bytes;

    private static Task<string> SendAsync(Business business, params object[] media) =>
        business.CustomerTextsAsync("It looks like this", media: media);

    private Task IsSettledAsync(string sid, params string[] expected) => IsSettledAsync(_stack, sid, expected);

    private static async Task IsSettledAsync(Stack stack, string sid, params string[] expected)
    {
        IReadOnlyList<string> outcomes = [];
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            outcomes = await OutcomesAsync(stack, sid);
            if (outcomes.Count == expected.Length && !outcomes.Contains("pending"))
                break;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        Assert.True(expected.SequenceEqual(outcomes), $"{string.Join(", ", outcomes)}\n{stack.ServerLog}");
    }

    private static async Task<IReadOnlyList<string>> OutcomesAsync(Stack stack, string sid)
    {
        await using var connection = await stack.Database.OpenConnectionAsync();
        return
        [
            .. await connection.QueryAsync<string>(
                "SELECT concat_ws(': ', status, reason) FROM twilio_server.message_media WHERE message_sid = @sid ORDER BY position",
                new { sid }
            ),
        ];
    }

    private async Task<(int Status, string? Code)> ProblemAsync(string sid, string position)
    {
        var (status, body) = await operated.AskAsync("GET", $"/internal/media/{sid}/{position}");
        return ((int)status, body.GetProperty("code").GetString());
    }

    private async Task<HttpResponseMessage> DownloadAsync(
        string sid,
        int position,
        string key = OperatedStack.Key,
        RangeHeaderValue? range = null
    )
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(_stack.ServerUrl, $"/internal/media/{sid}/{position}")
        );
        request.Headers.Add("X-Internal-Key", key);
        request.Headers.Range = range;
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
