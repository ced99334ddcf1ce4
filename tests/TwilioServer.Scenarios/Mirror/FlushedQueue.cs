using System.Diagnostics;
using System.Net.Http.Json;
using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Mirror;

/// <summary>A stack whose texts wait until its way to Twilio is open, and a Redis beside it that is flushed.</summary>
internal sealed class FlushedQueue : IAsyncDisposable
{
    private const string Key = "an-internal-key-of-the-scenarios";
    private const int Customers = 100;

    /// <summary>Slow enough that the texts need some seconds, and quick enough that nobody takes it for an outage.</summary>
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(15);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Stack _stack;
    private readonly TcpProxy _twilio;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private FlushedQueue(Stack stack, Business business, OperatorsRedis redis, TcpProxy twilio)
    {
        _stack = stack;
        Business = business;
        Redis = redis;
        _twilio = twilio;
        _http.DefaultRequestHeaders.Add("X-Internal-Key", Key);
    }

    public Business Business { get; }

    public OperatorsRedis Redis { get; }

    /// <summary>A process that takes texts, and none that sends them; its customers have just called.</summary>
    public static async Task<FlushedQueue> StartAsync(OperatorsRedis redis)
    {
        var stack = await Stack.StartAsync(
            ("REDIS_URL", redis.Url),
            ("INTERNAL_SERVICE_KEY", Key),
            ("SMS_RATE_LIMIT", "10000")
        );
        var business = await Business.OpenAsync(stack);
        await Task.WhenAll(
            Enumerable
                .Range(0, Customers)
                .Select(customer => Webhook.VoiceAsync(stack, business.Number, PhoneOf(customer), $"CA{customer:x32}"))
        );
        await stack.Server.KillAsync();
        await stack.StartServerAsync(role: "web");
        return new FlushedQueue(stack, business, redis, TcpProxy.Before(stack.EmulatorUrl.ToString()));
    }

    /// <summary>Asks for texts as as-call-service does. They are on disk; whoever asked has gone before Twilio's SIDs come.</summary>
    public async Task AskForAsync(int texts)
    {
        using var gone = new CancellationTokenSource();
        var asking = Task.WhenAll(Enumerable.Range(0, texts).Select(text => AskAsync(text, gone.Token)));
        await UntilAsync(
            async () =>
            {
                if (asking.IsFaulted)
                    await asking;
                return (await WaitingAsync()).Count == texts;
            },
            "the texts are on disk"
        );
        await gone.CancelAsync();
        await asking;
    }

    /// <summary>Kills the process and starts one that sends, by a slow way to Twilio that is closed as yet.</summary>
    public async Task StartSendingAsync()
    {
        _twilio.Pause();
        await _stack.Server.KillAsync();
        await _stack.StartServerAsync(
            settings: ("TWILIO_API_BASE_URL", _twilio.Through(_stack.EmulatorUrl.ToString()))
        );
    }

    /// <summary>Nothing more reaches Twilio; what is under way stays under way, and no further text starts.</summary>
    public void Close() => _twilio.Pause();

    public void Open()
    {
        _twilio.Heal();
        _twilio.Slow(Latency);
    }

    /// <summary>The texts that PostgreSQL says wait.</summary>
    public async Task<HashSet<string>> WaitingAsync()
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return
        [
            .. await connection.QueryAsync<string>("SELECT intent_id::text FROM sms_messages WHERE status = 'queued'"),
        ];
    }

    /// <summary>How many of the texts that were asked for are with Twilio, and how many in doubt, as PostgreSQL knows it.</summary>
    public async Task<IReadOnlyList<(string Status, long Count)>> StatusesAsync()
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return
        [
            .. await connection.QueryAsync<(string, long)>(
                "SELECT status, count(*) FROM sms_messages GROUP BY status ORDER BY status"
            ),
        ];
    }

    /// <summary>The bodies that Twilio accepted, each as often as it did: the ledger outside of the service.</summary>
    public async Task<IReadOnlyList<string>> LedgerAsync() =>
        [
            .. (await _stack.Emulator.EventsAsync("message.created")).Select(happened =>
                happened.GetProperty("data").GetProperty("body").GetString()!
            ),
        ];

    /// <summary>Waits for something that nobody announces.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> UntilAsync(Func<Task<bool>> condition, string what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
                Assert.Fail($"Waited for: {what}; {string.Join(' ', await StatusesAsync())}\n{_stack.ServerLog}");
            await Task.Delay(10);
        }
        return Stopwatch.GetElapsedTime(since);
    }

    public static string BodyOf(int text) => $"Your appointment is number {text}.";

    /// <summary>The first texts to a customer name the business and say how to stop.</summary>
    public static string WithoutIntroduction(string body) =>
        body.Replace("Demo Plumbing: ", "", StringComparison.Ordinal)
            .Replace(" Reply STOP to opt out.", "", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _stack.DisposeAsync();
        await _twilio.DisposeAsync();
    }

    private async Task AskAsync(int text, CancellationToken gone)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync(
                new Uri(_stack.ServerUrl, "/internal/sms/send"),
                new
                {
                    to = PhoneOf(text % Customers),
                    from = Business.Number,
                    body = BodyOf(text),
                    tenantId = Business.TenantId,
                },
                gone
            );
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(gone));
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // It is on disk; whoever asked has gone.
        }
    }

    private static string PhoneOf(int customer) => $"+1212555{customer:D4}";
}
