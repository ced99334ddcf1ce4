using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using TwilioServer.FeatureFlags;
using TwilioServer.Jobs;
using TwilioServer.Media;
using TwilioServer.Messages;
using TwilioServer.Tests.Spill;
using TwilioServer.Tests.Support;
using TwilioServer.TwilioApi;

namespace TwilioServer.Tests.Media;

/// <summary>The handler as the service has it, in front of a server of the test's.</summary>
internal sealed class MediaHarness : IAsyncDisposable
{
    public const int MaxBytes = 1024 * 1024;
    private const string Medium = "ME00000000000000000000000000000004";
    private static long s_messages;
    private readonly TestDatabase _database;
    private readonly ScratchDirectory _scratch = new();
    private readonly MediaClient _client;
    private readonly MediaUrlRule _rule;
    private readonly Uri _api;

    private MediaHarness(
        TestDatabase database,
        MediaServer server,
        HttpMessageHandler? elsewhere,
        TimeProvider time,
        Uri api
    )
    {
        (_database, Server, _api) = (database, server, api);
        MessageId = Interlocked.Increment(ref s_messages);
        _rule = new MediaUrlRule(api, ["mms.twiliocdn.com"]);
        _client = new MediaClient(
            _rule,
            MaxBytes,
            time,
            new MediaConnector(mayBePrivate: true).CreateHandler(),
            elsewhere ?? Trusting(server)
        );
        Store = new MediaStore(database.DataSource, new TestClock());
        Directory = new MediaDirectory(_scratch.File("media"));
    }

    public MediaServer Server { get; }

    public MediaStore Store { get; }

    public MediaDirectory Directory { get; }

    public long MessageId { get; }

    public string MessageSid => $"MM{MessageId:x32}";

    public Features Features { get; set; } = Features.All;

    /// <summary>The names in the directory.</summary>
    public IReadOnlyList<string> Files =>
        System.IO.Directory.Exists(_scratch.File("media"))
            ?
            [
                .. new DirectoryInfo(_scratch.File("media"))
                    .GetFiles()
                    .Select(file => file.Name)
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <param name="elsewhere">What connects to other hosts than the API; null leads all of them to the test's server.</param>
    /// <param name="api">Where Twilio's API is; null is the test's server.</param>
    public static async Task<MediaHarness> StartAsync(
        TestDatabase database,
        HttpMessageHandler? elsewhere = null,
        TimeProvider? time = null,
        Uri? api = null
    )
    {
        var server = await MediaServer.StartAsync();
        return new MediaHarness(database, server, elsewhere, time ?? TimeProvider.System, api ?? server.Url);
    }

    /// <summary>The URL of this text's media as Twilio writes it.</summary>
    public string Url(string medium = Medium) =>
        $"{_api.GetLeftPart(UriPartial.Authority)}/2010-04-01/Accounts/{Samples.AccountSid}/Messages/{MessageSid}/Media/{medium}";

    public FetchMediaHandler Handler(MediaStore? store = null) =>
        new(
            store ?? Store,
            Directory,
            _client,
            _rule,
            _ => Features,
            _ => [MediaAccount.Of(new TwilioSettings(Samples.AccountSid, "token", null, null, null, Server.Url, 1))]
        );

    public Job Job(int attempt = 1, params string[] urls) =>
        new(
            1,
            InboundMedia.Job,
            Samples.TenantId,
            JsonSerializer.Serialize(
                new MediaReference(
                    MessageId,
                    MessageSid,
                    Samples.TenantId,
                    urls.Length > 0 ? urls : [Url()],
                    TestClock.Noon
                ),
                MediaContext.Default.MediaReference
            ),
            attempt,
            InboundMedia.Retry.MaxAttempts,
            1
        );

    public Task<JobResult> RunAsync(params string[] urls) => Handler().RunAsync(Job(1, urls), default).Soon();

    public async Task<MediaRow> RowAsync(short position = 0) =>
        Assert.IsType<MediaRow>(await Store.FindAsync(MessageSid, position, default));

    public async Task<(string Status, string? Reason)> OutcomeAsync(short position = 0)
    {
        var row = await RowAsync(position);
        return (row.Status, row.Reason);
    }

    public byte[] Kept(MediaRow row) => File.ReadAllBytes(Directory.Find(row.File!).FullName);

    /// <summary>Puts a file where the directory would be.</summary>
    public void BlockDirectory() => File.WriteAllText(_scratch.File("media"), "");

    public Task<int> AttemptsAsync() =>
        _database.ScalarAsync<int>(
            "SELECT max(attempt) FROM twilio_server.message_media WHERE message_id = @MessageId",
            new { MessageId }
        );

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
        _scratch.Dispose();
    }

    /// <summary>Takes the test's server for whatever host is asked, and believes its certificate.</summary>
    private static SocketsHttpHandler Trusting(MediaServer server) =>
        new()
        {
            AllowAutoRedirect = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => server.IsShowing(shown) },
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, server.TlsPort, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
}
