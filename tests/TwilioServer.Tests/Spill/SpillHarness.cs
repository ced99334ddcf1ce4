using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Npgsql;
using TwilioServer.Calls;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Recordings;
using TwilioServer.Spill;
using TwilioServer.Storage;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Spill;

/// <summary>One process as far as webhooks go: the journal, its spill in a directory, and the import.</summary>
internal sealed class SpillHarness : IAsyncDisposable
{
    private static readonly WebhookRoute[] Routes = [.. CallWebhooks.Routes, .. MessageWebhooks.Routes];
    private readonly Ambient _ambient;
    private readonly NpgsqlDataSource _dataSource;
    private readonly DeliveryEntries _entries;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SpillImporter _importer;
    private Task _importing = Task.CompletedTask;

    public SpillHarness(
        TestDatabase database,
        string directory,
        Action<SafeFileHandle>? onFlush = null,
        NpgsqlConnectionStringBuilder? connection = null,
        int maxMegabytes = 64,
        bool imports = true,
        int spillAfterMilliseconds = 300
    )
    {
        var settings = database.Settings with { Database = connection ?? database.Settings.Database };
        _ambient = new Ambient(Clock, new Random(1));
        _dataSource = DataSources.Journal(settings, writers: 2);
        _entries = new DeliveryEntries(
            new EventIdentity(new byte[32]),
            Samples.Tenants(database.Tenants),
            new PublicUrls(new WebhookSettings([new Uri(Samples.BaseUrl)])),
            Samples.AccountSid,
            NullLogger<DeliveryEntries>.Instance
        );
        Spill = NewSpill(directory, _ambient, onFlush, maxMegabytes);
        Spill.Start();
        Journal = NewJournal(database, spillAfterMilliseconds);
        _importer = new SpillImporter(
            Spill,
            new SpilledDeliveries(Routes, _entries, _ambient.Time),
            Journal,
            _ambient.Time,
            NullLogger<SpillImporter>.Instance
        );
        if (imports)
            StartImport();
    }

    public TestClock Clock { get; } = new();

    public EventSpill Spill { get; }

    public EventJournal Journal { get; }

    public static EventSpill NewSpill(
        string directory,
        Ambient ambient,
        Action<SafeFileHandle>? onFlush = null,
        int maxMegabytes = 64,
        ILogger<EventSpill>? logger = null
    ) =>
        new(
            new SpillSettings(directory, maxMegabytes),
            "test",
            ambient,
            logger ?? NullLogger<EventSpill>.Instance,
            handle =>
            {
                onFlush?.Invoke(handle);
                RandomAccess.FlushToDisk(handle);
            }
        );

    public void StartImport() => _importing = Task.Run(() => _importer.RunAsync(Task.CompletedTask, _stopping.Token));

    /// <summary>Delivers a webhook of a call, as it came from the socket.</summary>
    public Task<JournalReply> DeliverAsync(string target, int call, params (string Name, string Value)[] parameters) =>
        Journal.AppendAsync(Entry(target, call, parameters)).Soon();

    public JournalEntry Entry(string target, int call, params (string Name, string Value)[] parameters)
    {
        List<KeyValuePair<string, string>> sent =
        [
            new("AccountSid", Samples.AccountSid),
            new("CallSid", JournalHarness.Sid(call)),
            new("From", JournalHarness.Caller(call)),
            new("To", Samples.BusinessNumber),
            .. parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)),
        ];
        RequestSignature.Sort(sent);
        var path = target.Split('?')[0];
        var delivery = new Delivery(
            Routes.Single(route => route.Paths.Contains(path, StringComparer.Ordinal)),
            target,
            sent,
            System.Net.IPAddress.Loopback,
            _ambient.NewId(),
            _ambient.Time.GetUtcNow(),
            _ambient.Time.GetTimestamp()
        );
        return _entries.Make(delivery)!;
    }

    /// <summary>Waits until everything was imported and webhooks go to the database again.</summary>
    public async Task IsDrainedAsync()
    {
        await Spill.Closed.Soon();
        Assert.Equal(0, Spill.Unread);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _importing;
        await Journal.DisposeAsync();
        Spill.Dispose();
        await _dataSource.DisposeAsync();
        _stopping.Dispose();
    }

    private EventJournal NewJournal(TestDatabase database, int spillAfterMilliseconds) =>
        new(
            _dataSource,
            new JournalSettings(10_000, 2, spillAfterMilliseconds),
            new JournalParts(
                () => [new CallStreams(Samples.Around(database.Tenants)), new MessageStreams(database.Tenants.Find)],
                () =>
                {
                    var jobs = new JobRows();
                    return [new MessageEffects(jobs), new TextBackDecisionRows(), new RecordingRows(), jobs];
                }
            ),
            () => { },
            _ambient,
            NullLogger<EventJournal>.Instance,
            Spill
        );
}
