using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Simulation;
using TwilioServer.Simulation.Memory;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;
using TwilioServer.TwilioApi;

namespace TwilioServer.Tests.Simulation;

/// <summary>A simulation that cannot fail proves nothing: each of these mistakes must be caught, and told.</summary>
public sealed class MutantTests
{
    private const int Seeds = 200;
    private const int Calls = 200;

    private static readonly Dictionary<string, (SimulationParts Parts, string[] CaughtBy)> Mutants = new(
        StringComparer.Ordinal
    )
    {
        ["the identity is the delivery's, not the event's"] = (
            new SimulationParts { Identity = (_, deliveryId) => deliveryId },
            ["I2"]
        ),
        ["an answer of 5xx counts as not sent"] = (
            new SimulationParts { Twilio = twilio => new EagerTwilio(twilio) },
            ["I4"]
        ),
        ["the HTTP client repeats a POST"] = (
            new SimulationParts { Twilio = twilio => new RepeatingTwilio(twilio) },
            ["I4", "I15"]
        ),
        ["a status is what came last"] = (Spoiled(message: LastArrival), ["I8"]),
        ["a permission that was not settled is given again"] = (Spoiled(message: ResendsSending), ["I4"]),
        ["a text is sent however late"] = (Spoiled(message: NeverExpires), ["I7"]),
        ["a permission needs no claim"] = (
            new SimulationParts { Journal = journal => new UnfencedJournal(journal) },
            ["I14"]
        ),
        ["a delivery is answered before it is on disk"] = (
            new SimulationParts { Journal = journal => new HastyJournal(journal) },
            ["I1"]
        ),
        ["every end of a dial is a miss of its own"] = (Spoiled(call: ForgetsDecision), ["I3", "I8", "I18"]),
        ["a call that was not answered is not decided"] = (Spoiled(call: ForgetsTimer), ["I9"]),
        ["a report of a missed call is permitted again"] = (Spoiled(call: PermitsAgain), ["I22"]),
        ["a flag changes calls under way"] = (Spoiled(call: FollowsFlags), ["I23"]),
        ["an opt-out is not looked at"] = (Spoiled(message: ForgetsOptOut), ["I6"]),
        ["an unknown message is looked up once"] = (Spoiled(message: GivesUpEarly), ["I5"]),
    };

    public static TheoryData<string> Names => [.. Mutants.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_is_caught_within_a_few_seeds(string name)
    {
        var (parts, caughtBy) = Mutants[name];
        var result = Enumerable
            .Range(1, Seeds)
            .Select(seed => Simulator.Run(Options(seed, parts)))
            // What is wrong with a text that belongs to no call has no call's story.
            .FirstOrDefault(result => result is { Violation: not null, Story.Count: > 0 });
        Assert.True(result is not null, $"{Seeds} seeds did not notice that {name}.");
        Assert.Contains(result.Violation!.Invariant, caughtBy);
        Assert.NotEmpty(result.Story);
        Figures.Print($"mutant: {name}: {result.Violation.Invariant} with seed {result.Seed}");
    }

    [Fact]
    public void A_failing_seed_fails_again_in_the_same_way()
    {
        var (parts, _) = Mutants["an answer of 5xx counts as not sent"];
        var failing = Enumerable.Range(1, Seeds).Select(seed => Options(seed, parts)).First(IsViolated);
        var (first, again) = (Simulator.Run(failing), Simulator.Run(failing));
        Assert.Equal(first.Violation, again.Violation);
        Assert.Equal((first.Hash, first.Events), (again.Hash, again.Events));
        Assert.Equal(first.Story, again.Story);
    }

    private static bool IsViolated(SimulationOptions options) => Simulator.Run(options).Violation is not null;

    private static SimulationOptions Options(int seed, SimulationParts parts) =>
        new(Calls, (ulong)seed) { Parts = parts };

    private static SimulationParts Spoiled(FoldCall? call = null, FoldMessage? message = null) =>
        new() { Folds = new MemoryFolds(call ?? CallFold.Apply, message ?? MessageFold.Apply) };

    private static (MessageState, StreamDecision)? LastArrival(
        MessageState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        Tenant? tenant
    )
    {
        if (MessageFold.Apply(state, entry, stream, contact, tenant) is not var (after, decision))
            return null;
        var reported = (entry.Event as DeliveryReported)?.MessageStatus;
        return (after with { Status = MessageStatusNames.FromTwilio(reported ?? "") ?? after.Status }, decision);
    }

    private static (MessageState, StreamDecision)? ResendsSending(
        MessageState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        Tenant? tenant
    ) =>
        MessageFold.Apply(
            entry.Event is SendRequested && state is { Status: MessageStatus.Sending }
                ? state with
                {
                    Status = MessageStatus.Queued,
                }
                : state,
            entry,
            stream,
            contact,
            tenant
        );

    /// <summary>As if a decider did not look at the clock: every text waits longer than it may.</summary>
    private static (MessageState, StreamDecision)? NeverExpires(
        MessageState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        Tenant? tenant
    ) =>
        MessageFold.Apply(state is null ? null : state with { ExpiresAt = null }, entry, stream, contact, tenant)
            is var (after, decision)
            ? (after with { ExpiresAt = after.CreatedAt }, decision)
            : null;

    private static (MessageState, StreamDecision)? GivesUpEarly(
        MessageState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        Tenant? tenant
    ) =>
        MessageFold.Apply(state, entry, stream, contact, tenant) is var (after, decision)
            ? entry.Event is LookupMissed && after.Status == MessageStatus.Unknown
                ? (after with { Status = MessageStatus.UnknownFinal }, decision with { Effects = [] })
                : (after, decision)
            : null;

    private static (CallState, StreamDecision)? ForgetsDecision(
        CallState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        CallSurroundings? around
    ) =>
        CallFold.Apply(
            entry.Event is DialEnded { IsBridged: false }
                ? state is null
                    ? null
                    : state with
                    {
                        DialCallStatus = null,
                        Missed = null,
                        MissedReason = null,
                    }
                : state,
            entry,
            stream,
            contact,
            around
        );

    private static (CallState, StreamDecision)? ForgetsTimer(
        CallState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        CallSurroundings? around
    ) =>
        CallFold.Apply(state, entry, stream, contact, around) is var (after, decision)
            ? (
                after,
                decision with
                {
                    Effects =
                    [
                        .. decision.Effects.Where(effect => effect is not ScheduleJob { Kind: CallDecider.ResolveJob }),
                    ],
                }
            )
            : null;

    private static (MessageState, StreamDecision)? ForgetsOptOut(
        MessageState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        Tenant? tenant
    ) => MessageFold.Apply(state, entry, stream, entry.Event is SendRequested ? ContactState.Unknown : contact, tenant);

    private static (CallState, StreamDecision)? PermitsAgain(
        CallState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        CallSurroundings? around
    ) =>
        CallFold.Apply(
            entry.Event is MissedReportRequested && state is { Report: CallReport.Sending }
                ? state with
                {
                    Report = CallReport.Told,
                }
                : state,
            entry,
            stream,
            contact,
            around
        );

    private static (CallState, StreamDecision)? FollowsFlags(
        CallState? state,
        JournalEntry entry,
        StreamRow stream,
        ContactState? contact,
        CallSurroundings? around
    ) =>
        CallFold.Apply(state, entry, stream, contact, around) is var (after, decision)
            ? (after with { Features = around!.Conditions.Features }, decision)
            : null;

    private sealed class EagerTwilio(ITwilioApi twilio) : ITwilioApi
    {
        public async Task<TwilioResult> PostAsync(string resource, IEnumerable<KeyValuePair<string, string>> form)
        {
            var result = await twilio.PostAsync(resource, form);
            return result is TwilioResult.Ambiguous { Reason: var reason }
                ? new TwilioResult.NotProcessed(reason)
                : result;
        }

        public Task<TwilioResult> GetAsync(string resource, CancellationToken cancellation) =>
            twilio.GetAsync(resource, cancellation);
    }

    private sealed class RepeatingTwilio(ITwilioApi twilio) : ITwilioApi
    {
        public async Task<TwilioResult> PostAsync(string resource, IEnumerable<KeyValuePair<string, string>> form)
        {
            KeyValuePair<string, string>[] fields = [.. form];
            var result = await twilio.PostAsync(resource, fields);
            return result is TwilioResult.Ambiguous ? await twilio.PostAsync(resource, fields) : result;
        }

        public Task<TwilioResult> GetAsync(string resource, CancellationToken cancellation) =>
            twilio.GetAsync(resource, cancellation);
    }

    private sealed class UnfencedJournal(IJournal journal) : IJournal
    {
        public Task<JournalReply> AppendAsync(JournalEntry entry) => journal.AppendAsync(entry);

        public Task<JournalReply> AppendOwnAsync(JournalEntry entry, CancellationToken cancellation) =>
            journal.AppendOwnAsync(
                new JournalEntry
                {
                    DeliveryId = entry.DeliveryId,
                    Identity = entry.Identity,
                    Type = entry.Type,
                    At = entry.At,
                    ParametersJson = entry.ParametersJson,
                    Kind = entry.Kind,
                    StreamKey = entry.StreamKey,
                    TenantId = entry.TenantId,
                    Contact = entry.Contact,
                    Event = entry.Event,
                    Claim = entry.Claim,
                    JobEnd = entry.JobEnd,
                },
                cancellation
            );
    }

    private sealed class HastyJournal(IJournal journal) : IJournal
    {
        public Task<JournalReply> AppendAsync(JournalEntry entry)
        {
            var committed = journal.AppendAsync(entry);
            return committed.IsCompleted
                ? committed
                : Task.FromResult(new JournalReply(JournalOutcome.Processed, null));
        }

        public Task<JournalReply> AppendOwnAsync(JournalEntry entry, CancellationToken cancellation) =>
            journal.AppendOwnAsync(entry, cancellation);
    }
}
