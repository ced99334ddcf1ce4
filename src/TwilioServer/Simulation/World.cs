using System.Diagnostics.CodeAnalysis;
using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Simulation.Faults;
using TwilioServer.Simulation.Invariants;
using TwilioServer.Simulation.Memory;
using TwilioServer.Simulation.Neighbours;
using TwilioServer.Simulation.Phones;
using TwilioServer.Simulation.Processes;
using TwilioServer.Simulation.Webhooks;
using TwilioServer.Tenants;
using TwilioServer.Webhooks;

namespace TwilioServer.Simulation;

/// <summary>Everything in one run: the service on one side, Twilio and its phones on the other, chance and time around.</summary>
public sealed class World : IDisposable
{
    public const string BaseUrl = "https://calls.example.test/twilio";
    public const string AccountSid = "AC00000000000000000000000000000001";

    /// <summary>A number whose webhooks point at us though no tenant has it.</summary>
    public const string NobodysNumber = "+14155550199";

    public static readonly DateTimeOffset Begin = new(2026, 11, 16, 0, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Dictionary<long, Strand> _answers = [];
    private readonly CallInvariants _calls;
    private readonly MessageInvariants _messages;

    public World(SimulationOptions options)
    {
        Options = options;
        Agenda = new Agenda(Begin);
        Ambient = new Ambient(Agenda, new Chance(options.Seed ^ 0xA5), seedsIds: true);
        Story = new Story(Agenda);
        Check = new InvariantCheck(Story);
        Faults = new FaultInjector(options.Faults ?? FaultPlan.Drawn(new Chance(options.Seed)), Story);
        Journal = new MemoryJournal(Tables, options.Parts.Folds, Ambient) { Committed = Committed };
        Deliveries = new DeliveryInvariants(Tables, Check);
        Sends = new SendInvariants(Tables, Agenda, Check);
        _calls = new CallInvariants(Tables, Check);
        _messages = new MessageInvariants(Tables, Sends, Check);
        Processes = new ProcessPool(this);
        Workers = new JobWorkers(this);
        Webhooks = new WebhookSender(this);
        Twilio = new SimulatedTwilio(this);
        CallService = new SimulatedCallService(this);
        OpenBusinesses();
    }

    /// <summary>The businesses' Twilio numbers.</summary>
    public static IReadOnlyList<string> Numbers { get; } = ["+14155550101", "+14155550102", "+14155550103"];

    public SimulationOptions Options { get; }
    public Agenda Agenda { get; }
    public Ambient Ambient { get; }
    public Story Story { get; }
    public InvariantCheck Check { get; }
    public FaultInjector Faults { get; }
    public PublicUrls Urls { get; } = new(new WebhookSettings([new Uri(BaseUrl)]));
    public EventIdentity Identity { get; } = new(new byte[32]);
    public MemoryTables Tables { get; } = new() { Rules = new CallRules(ReportsCalls: true) };
    public MemoryJournal Journal { get; }
    public ProcessPool Processes { get; }
    public JobWorkers Workers { get; }
    public WebhookSender Webhooks { get; }
    public SimulatedTwilio Twilio { get; }
    public SimulatedCallService CallService { get; }
    public DeliveryInvariants Deliveries { get; }
    public SendInvariants Sends { get; }
    public IncomingCalls IncomingCalls { get; } = new();

    public Tenant? FindTenant(string number) =>
        Tables.PhoneNumbers.TryGetValue(number, out var id) ? Tables.Tenants[id] : null;

    /// <summary>Whether a call to a tenant's number is asked for a message at once.</summary>
    public bool RingsNobody(Tenant tenant, string number, DateTimeOffset at) =>
        Tables.Around(tenant.TenantId)!.RingsNobody(number, at);

    /// <summary>Whether a tenant's caller called or wrote after a moment.</summary>
    public Task<bool> IsAnsweredAsync(ContactKey caller, DateTimeOffset since, CancellationToken cancellation) =>
        Task.FromResult(
            Tables.Calls.Values.Any(call =>
                call.From == caller.PhoneNumber && call.TenantId == caller.TenantId && call.CreatedAt > since
            )
                || Tables.Contacts[caller].LastInboundAt > since
        );

    /// <summary>The call that a stream belongs to; an answer to a text belongs to none and has chance of its own.</summary>
    public Strand StrandOf(long streamId)
    {
        if (FindStrand(streamId) is { } ofCall)
            return ofCall;
        if (!_answers.TryGetValue(streamId, out var strand))
            _answers[streamId] = strand = new Strand(-1, Chance.Of(Options.Seed, int.MaxValue - (int)streamId), false);
        return strand;
    }

    /// <summary>The call that a violation was seen at: its SID, its text's intent or a job's key name it.</summary>
    public int? CallOf(string? subject)
    {
        foreach (var part in subject?.Split(':') ?? [])
            if (
                Tables.StreamKeys.TryGetValue(part, out var stream)
                || Tables.StreamKeys.TryGetValue("intent:" + part, out stream)
            )
                return FindStrand(stream.StreamId)?.Index;
        return null;
    }

    /// <summary>Sees to it that nothing fails unobserved. What a dead process was doing simply ends.</summary>
    public void Watch(Task task) => _ = WatchAsync(task);

    public void Dispose() => Story.Dispose();

    [SuppressMessage("Design", "CA1031", Justification = "Whatever was thrown is what the run reports.")]
    private async Task WatchAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (ProcessDiedException) { }
        catch (Exception e)
        {
            Story.Violate("I18", "the simulation", $"no exception: {e}");
        }
    }

    private void Committed(JournalStep step)
    {
        Story.Add(step);
        Deliveries.Check(step);
        if (step.After is CallState call)
            _calls.Check(step, call);
        else if (step.After is MessageState message)
            _messages.Check(step, message);
        if (Options.Told is not null && IsTold(step))
            Story.Tell(StepText.Of(step));
    }

    private bool IsTold(JournalStep step) =>
        step.Stream is { } stream
            ? FindStrand(stream.StreamId) is { IsTold: true }
            : step.Entry.StreamKey == SimulatedCall.SidOf(Options.Told!.Value);

    private Strand? FindStrand(long streamId)
    {
        var callId = Tables.Messages.GetValueOrDefault(streamId)?.CallId ?? streamId;
        return Tables.Calls.TryGetValue(callId, out var call) ? IncomingCalls.StrandOf(call.CallSid) : null;
    }

    /// <summary>A plain business, one with all that there is to taking a call, and one that closes at night.</summary>
    private static TenantSettings SettingsOf(int business)
    {
        var settings = new TenantSettings
        {
            BusinessName = $"Business {business + 1}",
            ForwardTo = [$"+1415555017{business}"],
        };
        return business switch
        {
            0 => settings with
            {
                RequireKeyPress = false,
                Dispatch = new DispatchProfile
                {
                    TradeType = "plumbing",
                    Address = new DispatchAddress
                    {
                        StreetAddress = "1 Main Street",
                        City = "Oakland",
                        State = "CA",
                        PostalCode = "94601",
                    },
                },
                FollowUps = [new FollowUpText { AfterMinutes = 60, Body = "{businessName}: can we still help?" }],
            },
            1 => settings with
            {
                ForwardTo = ["+14155550171", "+14155550181"],
                ForwardOrder = ForwardOrder.Sequential,
                DetectMachine = true,
                NotifyOwner = true,
                RecordCalls = true,
                TextBack = TextBackPolicy.CallService,
            },
            _ => settings with
            {
                TimeZone = "America/Chicago",
                Hours = new WeeklyHours { Monday = [new OpenSpan(8 * 60, 18 * 60)] },
                IgnoreList = ["+12125000*"],
            },
        };
    }

    private void OpenBusinesses()
    {
        for (var i = 0; i < Numbers.Count; i++)
        {
            var id = new Guid(i + 1, 0, 0, new byte[8]);
            Tables.Tenants[id] = new Tenant(id, SettingsOf(i), 1);
            Tables.PhoneNumbers[Numbers[i]] = id;
        }
    }
}
