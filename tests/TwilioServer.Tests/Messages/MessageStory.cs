using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>A message told event by event.</summary>
internal sealed class MessageStory
{
    public const string Sid = "SM0123456789abcdef0123456789abcdef";
    public static readonly Guid IntentId = new("018f0000-0000-7000-8000-0000000000aa");
    private readonly List<MessageState> _states = [];
    private readonly List<string?> _replies = [];
    private readonly List<Effect> _effects = [];

    public MessageStory(MessageState? begin = null) => _states.Add(begin ?? Queued);

    public static MessageState Queued { get; } =
        new(
            8_001,
            IntentId,
            Samples.TenantId,
            "outbound",
            Samples.BusinessNumber,
            Samples.CallerNumber,
            "Sorry we missed you",
            MessageStatus.Queued,
            TestClock.Noon,
            TestClock.Noon.AddMinutes(15)
        );

    public DateTimeOffset Now { get; init; } = TestClock.Noon.AddSeconds(1);

    public MessageState State => _states[^1];

    public IReadOnlyList<MessageState> States => _states;

    public IReadOnlyList<string?> Replies => _replies;

    public IReadOnlyList<Effect> Effects => _effects;

    public IReadOnlyList<ScheduleJob> Lookups => [.. _effects.OfType<ScheduleJob>()];

    public MessageStory Then(params MessageEvent[] events)
    {
        foreach (var happened in events)
        {
            var decision = MessageDecider.Decide(State, happened, Now);
            _states.Add(decision.State);
            _replies.Add(decision.Reply);
            _effects.AddRange(decision.Effects);
        }
        return this;
    }

    public static SendSettled Accepted(int attempt = 1, string status = "queued") =>
        new(attempt, new SendOutcome.Accepted(Sid, status));

    public static SendSettled Refused(int attempt = 1) => new(attempt, new SendOutcome.Refused(21610, "Unsubscribed"));

    public static SendSettled NotSent(int attempt = 1) => new(attempt, new SendOutcome.NotSent("no route"));

    public static SendSettled Unknown(int attempt = 1) => new(attempt, new SendOutcome.Unknown("timeout"));

    public static DeliveryReported Reported(string status, int? error = null) => new(Sid, status, error);
}
