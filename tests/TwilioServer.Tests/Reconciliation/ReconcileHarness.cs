using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Journal;
using TwilioServer.Reconciliation;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;
using TwilioServer.Tests.TwilioApi;
using TwilioServer.TwilioApi;

namespace TwilioServer.Tests.Reconciliation;

/// <summary>The reconciler with its own parts, a journal on a test's database, and a Twilio that lists what a test says.</summary>
internal sealed class ReconcileHarness : IAsyncDisposable
{
    private readonly FakeTwilio _twilio;
    private readonly Reconciler _reconciler;

    private ReconcileHarness(TestDatabase database, FakeTwilio twilio, Lists lists)
    {
        _twilio = twilio;
        Lists = lists;
        Journal = new JournalHarness(database);
        var ambient = new Ambient(new ImpatientClock(), new Random(1));
        var media = new MediaFacts(new Uri("https://api.twilio.com"), NullLogger<MediaFacts>.Instance);
        var known = new KnownStreams(database.DataSource);
        var events = new FetchedEvents(Journal.Journal, new EventIdentity(new byte[32]), ambient);
        _reconciler = new Reconciler(
            [
                new CallList(known, events, database.Tenants, new CallFacts(ambient)),
                new MessageList(known, events, database.Tenants, media, ambient),
                new RecordingList(known, events),
            ],
            new Watermarks(database.DataSource),
            ambient,
            NullLogger<Reconciler>.Instance
        );
    }

    public JournalHarness Journal { get; }

    public Lists Lists { get; }

    public FakeTwilio Twilio => _twilio;

    public static async Task<ReconcileHarness> StartAsync(TestDatabase database)
    {
        await database.ExecuteAsync("DELETE FROM twilio_server.reconciled_lists");
        var lists = new Lists();
        return new ReconcileHarness(database, await FakeTwilio.StartAsync(lists.Answer), lists);
    }

    /// <param name="tenantId">The tenant that the account belongs to; null for the service's own.</param>
    public Task<IReadOnlyList<TwilioListException>> RunAsync(Guid? tenantId = null) =>
        _reconciler
            .RunAsync(
                new ReconciledAccount(Samples.AccountSid, tenantId, _twilio.Client),
                TestContext.Current.CancellationToken
            )
            .Soon();

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await _twilio.DisposeAsync();
    }
}

/// <summary>What Twilio lists. Filters by date are not applied: whoever asks must also look.</summary>
internal sealed class Lists
{
    public List<JsonObject> Calls { get; } = [];
    public List<JsonObject> Messages { get; } = [];
    public List<JsonObject> Recordings { get; } = [];

    /// <summary>Of each text its files, newest first as Twilio lists them.</summary>
    public Dictionary<string, string[]> MediaOf { get; } = new(StringComparer.Ordinal);

    /// <summary>What of each list is on its first page; the rest is on a second one.</summary>
    public int FirstPage { get; set; } = 1000;

    /// <summary>What is asked for and cannot be had.</summary>
    public Func<string, bool> Fails { get; set; } = _ => false;

    public (int Status, string Body) Answer(string asked)
    {
        if (Fails(asked))
            return (503, "{}");
        if (asked.Split('/', '.') is ["Messages", var messageSid, "Media", ..])
            return Media(messageSid);
        var (name, items) = asked.Split('.')[0] switch
        {
            "Calls" => ("calls", CallsOf(asked)),
            "Messages" => ("messages", Messages),
            _ => ("recordings", (IReadOnlyList<JsonObject>)Recordings),
        };
        var isSecond = asked.Contains("&Page=1", StringComparison.Ordinal);
        var shown = isSecond ? items.Skip(FirstPage) : items.Take(FirstPage);
        var page = new JsonObject
        {
            [name] = new JsonArray([.. shown.Select(item => item.DeepClone())]),
            ["next_page_uri"] =
                isSecond || items.Count <= FirstPage ? null : $"{FakeTwilio.AccountPath}{Escaped(asked)}&Page=1",
        };
        return (200, page.ToJsonString());
    }

    /// <summary>A call as Twilio has it.</summary>
    /// <param name="endedSecondsAgo">Before noon.</param>
    public JsonObject Call(
        string sid,
        double endedSecondsAgo,
        string status = "completed",
        string direction = "inbound",
        string? to = null,
        string from = Samples.CallerNumber,
        string? parent = null,
        int? seconds = 20
    )
    {
        var call = new JsonObject
        {
            ["sid"] = sid,
            ["parent_call_sid"] = parent,
            ["from"] = from,
            ["to"] = to ?? Samples.BusinessNumber,
            ["direction"] = direction,
            ["status"] = status,
            ["duration"] = seconds?.ToString(),
            ["start_time"] = Date(endedSecondsAgo + 30),
            ["end_time"] = Date(endedSecondsAgo),
        };
        Calls.Add(call);
        return call;
    }

    public JsonObject Leg(string parent, string status, int? seconds = null, double endedSecondsAgo = 60) =>
        Call(
            parent + "leg",
            endedSecondsAgo,
            status,
            "outbound-dial",
            Samples.OwnerNumber,
            parent: parent,
            seconds: seconds
        );

    public JsonObject Message(string sid, string status, string direction, string body, double secondsAgo = 60)
    {
        var message = new JsonObject
        {
            ["sid"] = sid,
            ["direction"] = direction,
            ["from"] = Samples.CallerNumber,
            ["to"] = Samples.BusinessNumber,
            ["body"] = body,
            ["status"] = status,
            ["date_sent"] = Date(secondsAgo),
        };
        Messages.Add(message);
        return message;
    }

    public static string Date(double secondsAgo) =>
        TestClock.Noon.AddSeconds(-secondsAgo).ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'");

    private (int Status, string Body) Media(string messageSid) =>
        MediaOf.TryGetValue(messageSid, out var sids)
            ? (
                200,
                new JsonObject
                {
                    ["media_list"] = new JsonArray([
                        .. sids.Select(sid => new JsonObject
                        {
                            ["uri"] = $"{FakeTwilio.AccountPath}Messages/{messageSid}/Media/{sid}.json",
                        }),
                    ]),
                }.ToJsonString()
            )
            : (404, """{"code":20404}""");

    private List<JsonObject> CallsOf(string asked)
    {
        var parent = asked.Split("ParentCallSid=") is [_, var rest] ? rest.Split('&')[0] : null;
        return parent is null ? Calls : [.. Calls.Where(call => call["parent_call_sid"]?.ToString() == parent)];
    }

    private static string Escaped(string asked) =>
        asked.Replace(">", "%3E", StringComparison.Ordinal).Replace("<", "%3C", StringComparison.Ordinal);
}
