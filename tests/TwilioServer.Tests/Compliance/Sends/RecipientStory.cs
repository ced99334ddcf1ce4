using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Compliance.Sends;

/// <summary>
/// One recipient: the texts that are wanted for them, what they write themselves, and workers that ask for permission when
/// the deciders' jobs fall due, or later, or at any moment. The deciders are the real ones; who may be texted when is known
/// here from what was written and from <see cref="UsClocks"/> alone.
/// </summary>
internal sealed class RecipientStory
{
    /// <summary>Of an area code that nobody has: a recipient is never the owner, whose words ask for nothing.</summary>
    private const string BusinessNumber = "+12995550100";

    private static readonly Tenant Business = new(
        Samples.TenantId,
        Samples.Settings with
        {
            ForwardTo = ["+12995550177"],
        },
        1
    );
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly PriorityQueue<Action, (DateTimeOffset, int)> _agenda = new();
    private readonly HashSet<string> _jobs = new(StringComparer.Ordinal);
    private readonly Random _random;
    private readonly SendTally _tally;
    private readonly Breakage _breakage;
    private readonly string _code;
    private readonly string _clocks;
    private readonly string _number;
    private ContactState _contact = ContactState.Unknown;
    private bool _isOut;
    private bool _isConfirmed;
    private DateTimeOffset _now;
    private int _scheduled;

    public RecipientStory(Random random, SendTally tally, Breakage breakage)
    {
        _random = random;
        _tally = tally;
        _breakage = breakage;
        _code = UsClocks.Codes[random.Next(UsClocks.Codes.Count)];
        _clocks = UsClocks.ClocksOf(_code);
        _number = $"+1{_code}5550{100 + random.Next(100)}";
    }

    public void Tell(IReadOnlyList<SendPlan> sends, IReadOnlyList<(DateTimeOffset At, InboundText Text)> inbound)
    {
        _tally.Contacts++;
        foreach (var send in sends)
            At(send.AskedAt, () => Ask(send));
        foreach (var (at, text) in inbound)
            At(at, () => Receive(text));
        while (_agenda.TryDequeue(out var happens, out var when))
        {
            _now = when.Item1;
            happens();
        }
    }

    private void At(DateTimeOffset moment, Action happens) => _agenda.Enqueue(happens, (moment, _scheduled++));

    private void Ask(SendPlan plan)
    {
        _tally.Count(plan.Class, _clocks, counts => counts.Sends++);
        var text = new Sent(plan.Class);
        if (plan.IsQueuedByDecider)
        {
            Queue(new QueueText(plan.Class, BusinessNumber, _number, "text", plan.Lifetime), text);
        }
        else
        {
            var asked = new SendAsked(
                NewId(),
                plan.Class,
                BusinessNumber,
                _number,
                "text",
                Fed(_now) + plan.SendAfter,
                Fed(_now) + plan.SendAfter + plan.Lifetime
            );
            Apply(text, asked);
        }
        foreach (var stray in plan.StrayRequests)
            At(_now + stray, () => Request(text));
    }

    private void Receive(InboundText text)
    {
        if (text.Means is { } isOut)
        {
            _tally.OptOuts += isOut && !_isOut ? 1 : 0;
            _tally.Returns += !isOut && _isOut ? 1 : 0;
            _isConfirmed &= isOut;
            _isOut = isOut;
        }
        Apply(
            new Sent(MessageClass.Inbound),
            new MessageReceived($"SM{NewId():N}", _number, BusinessNumber, text.Body)
        );
    }

    private void Request(Sent text, string? job = null)
    {
        if (job is not null)
            _jobs.Remove(job);
        _tally.Count(text.Class, _clocks, counts => counts.Requests++);
        var before = text.State!.Status;
        var decision = Apply(text, new SendRequested(_random.Next(200) == 0 ? "SMS_DAILY_CAP" : null));
        if (decision.Reply == MessageDecider.Go)
            Go(text, decision);
        else if (before == MessageStatus.Queued)
            NotYet(text);
    }

    private void Go(Sent text, StreamDecision decision)
    {
        Assert.Contains(decision.Effects, effect => effect is StartSendAttempt);
        _tally.Count(text.Class, _clocks, counts => counts.Goes++);
        if (_isOut && text.Class != MessageClass.OptOutConfirmation)
            Violated(text, "was sent although the recipient had asked for no more texts");
        if (WaitsByRule(text.Class) && !UsClocks.IsDayEverywhere(_code, _now))
            Violated(text, "was sent in a quiet hour");
        // One in many workers dies with the permission in hand; the next one asks again.
        if (_random.Next(300) == 0)
            At(_now + TimeSpan.FromSeconds(_random.Next(1, 3600)), () => Request(text));
        else
            At(_now + TimeSpan.FromMilliseconds(_random.Next(1, 20_000)), () => Settle(text));
    }

    private void NotYet(Sent text)
    {
        switch (text.State!.Status)
        {
            case MessageStatus.Expired:
                _tally.Count(text.Class, _clocks, counts => counts.Expired++);
                break;
            case MessageStatus.Blocked:
                _tally.Count(text.Class, _clocks, counts => counts.Blocked++);
                break;
            case MessageStatus.Queued:
                _tally.Count(text.Class, _clocks, counts => counts.Waits++);
                if (UsClocks.IsDayEverywhere(_code, _now) && UsClocks.IsDayEverywhere(_code, _now + Margin))
                    _tally.Stricter[_code] = _tally.Stricter.GetValueOrDefault(_code) + 1;
                break;
        }
    }

    private void Settle(Sent text)
    {
        SendOutcome outcome = _random.Next(100) switch
        {
            < 84 => new SendOutcome.Accepted($"SM{NewId():N}", "queued"),
            < 87 => new SendOutcome.Refused(30006, "Landline"),
            < 89 => new SendOutcome.Refused(21610, "Unsubscribed"),
            < 95 => new SendOutcome.NotSent("no route"),
            _ => new SendOutcome.Unknown("timeout"),
        };
        Apply(text, new SendSettled(text.State!.Attempt, outcome));
        if (outcome is SendOutcome.Refused { Code: 21610 })
        {
            _tally.OptOuts += _isOut ? 0 : 1;
            _isOut = true;
        }
        else if (outcome is SendOutcome.NotSent)
        {
            At(_now + Lateness(), () => Request(text));
        }
    }

    private StreamDecision Apply(Sent text, MessageEvent happened)
    {
        var entry = new JournalEntry
        {
            DeliveryId = NewId(),
            Identity = NewId(),
            Type = happened.Type,
            At = Fed(_now),
            Kind = StreamKind.Message,
            Event = happened,
        };
        var stream = new StreamRow(text.Id ??= _random.NextInt64(long.MaxValue), Samples.TenantId, entry.At);
        var (state, decision) = MessageFold.Apply(text.State, entry, stream, Told(_contact), Business)!.Value;
        if (text.State is null && state.Status == MessageStatus.Blocked)
            _tally.Count(text.Class, _clocks, counts => counts.Blocked++);
        text.State = state;
        foreach (var effect in decision.Effects)
            Follow(text, effect);
        return decision;
    }

    private void Follow(Sent text, Effect effect)
    {
        switch (effect)
        {
            case ContactEffect changes:
                _contact = changes.Apply(_contact, Fed(_now));
                break;
            case ScheduleJob { Kind: MessageDecider.SendJob or MessageDecider.SendBulkJob } job
                when _jobs.Add(job.UniqueKey):
                At(_now + job.After + Lateness(), () => Request(text, job.UniqueKey));
                break;
            case QueueText queued:
                _tally.Count(queued.Class, _clocks, counts => counts.Sends++);
                if (queued.Class == MessageClass.OptOutConfirmation && _isConfirmed)
                    Violated(new Sent(queued.Class), "is the second confirmation of one opt-out");
                _isConfirmed |= queued.Class == MessageClass.OptOutConfirmation;
                Queue(queued, new Sent(queued.Class));
                break;
        }
    }

    private void Queue(QueueText queued, Sent text)
    {
        text.Id = _random.NextInt64(long.MaxValue);
        text.State = MessageFold.Queued(queued, text.Id.Value, NewId(), Samples.TenantId, Fed(_now));
        Follow(text, MessageJobs.Send(text.State));
    }

    /// <summary>Most workers are at hand; some jobs were stuck behind others, or their process was away for hours.</summary>
    private TimeSpan Lateness() =>
        _random.Next(20) switch
        {
            < 10 => TimeSpan.FromMilliseconds(_random.Next(2_000)),
            < 16 => TimeSpan.FromMilliseconds(_random.Next(600_000)),
            < 19 => TimeSpan.FromSeconds(_random.Next(7_200)),
            _ => TimeSpan.FromSeconds(_random.Next(43_200)),
        };

    private DateTimeOffset Fed(DateTimeOffset now) =>
        _breakage switch
        {
            Breakage.AnHourLonger => now.AddHours(-1),
            Breakage.SummerTimeForgotten when UsClocks.IsSummer(_clocks[0], now) => now.AddHours(-1),
            _ => now,
        };

    private ContactState Told(ContactState contact) =>
        _breakage == Breakage.OptOutsForgotten ? contact with { OptedOutAt = null } : contact;

    private void Violated(Sent text, string how) =>
        _tally.Violated(
            text.Class,
            _clocks,
            $"VIOLATION: a {text.Class.ToWord()} to area code {_code} {how}: {UsClocks.Describe(_code, _now)}"
        );

    /// <summary>The rule's words, not the service's: what nobody waits for.</summary>
    private static bool WaitsByRule(MessageClass kind) =>
        kind is MessageClass.Manual or MessageClass.FollowUp or MessageClass.Scheduled or MessageClass.Bulk;

    private Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private sealed class Sent(MessageClass kind)
    {
        public MessageClass Class { get; } = kind;

        public long? Id { get; set; }

        public MessageState? State { get; set; }
    }
}
