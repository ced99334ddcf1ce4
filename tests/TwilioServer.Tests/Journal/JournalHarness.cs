using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Recordings;
using TwilioServer.Storage;
using TwilioServer.Tests.Support;
using TwilioServer.TwilioApi;

namespace TwilioServer.Tests.Journal;

/// <summary>A journal with the service's own stores on a test's database, and deliveries for it.</summary>
internal sealed class JournalHarness : IAsyncDisposable
{
    private static readonly Ambient Ambient = new(new TestClock(), new Random(1));
    private static readonly EventIdentity Identity = new(new byte[32]);
    private readonly NpgsqlDataSource _dataSource;

    public JournalHarness(
        TestDatabase database,
        int writers = 2,
        int queueSize = 10_000,
        Func<IStreamStore, IStreamStore>? wrapCalls = null,
        NpgsqlDataSource? dataSource = null
    )
    {
        _dataSource = dataSource ?? DataSources.Journal(database.Settings, writers);
        Journal = new EventJournal(
            _dataSource,
            new JournalSettings(queueSize, writers),
            new JournalParts(
                () =>
                {
                    var calls = new CallStreams(Samples.Around(database.Tenants));
                    return [wrapCalls?.Invoke(calls) ?? calls, new MessageStreams(database.Tenants.Find)];
                },
                () =>
                {
                    var jobs = new JobRows();
                    return [new MessageEffects(jobs), new TextBackDecisionRows(), new RecordingRows(), jobs];
                }
            ),
            () => { },
            Ambient,
            NullLogger<EventJournal>.Instance
        );
        Own = new OwnEvents(Journal, Identity, Ambient);
    }

    public EventJournal Journal { get; }

    public OwnEvents Own { get; }

    /// <summary>A SID like Twilio's, for a number.</summary>
    public static string Sid(int number) => $"CA{number:x32}";

    /// <summary>The caller of a call, each with a number of its own: nobody's window touches another's.</summary>
    public static string Caller(int number) => $"+1212{5_000_000 + number}";

    /// <summary>One delivery of a call's event; another delivery of the same event has the same identity.</summary>
    public static JournalEntry Delivery(
        int call,
        CallEvent happened,
        string? from = null,
        string parameters = "{}",
        Guid? onlyTenant = null
    )
    {
        var caller = from ?? Caller(call);
        return new JournalEntry
        {
            DeliveryId = Ambient.NewId(),
            Identity = Identity.OfWebhook(Samples.AccountSid, "/webhooks/test", [new(Sid(call), happened.ToString())]),
            Type = happened.Type,
            At = TestClock.Noon,
            ParametersJson = parameters,
            Kind = StreamKind.Call,
            StreamKey = Sid(call),
            CreatesStream = true,
            TenantId = Samples.TenantId,
            OnlyTenant = onlyTenant,
            Contact = happened.MayDecideMissed ? new ContactKey(Samples.TenantId, caller) : null,
            Event = happened,
            Origin = new CallOrigin(caller, Samples.BusinessNumber, "inbound"),
            BaseUrl = Samples.BaseUrl,
            Webhook = new WebhookDelivery("test", null, Sid(call), null, TimeProvider.System.GetTimestamp()),
        };
    }

    public Task<JournalReply> AppendAsync(int call, CallEvent happened) =>
        Journal.AppendAsync(Delivery(call, happened)).Soon();

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await _dataSource.DisposeAsync();
    }
}
