using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Calls;

/// <summary>A call told event by event: every state it went through, every reply, every effect.</summary>
internal sealed class CallStory
{
    private readonly CallContext _context;
    private readonly List<CallState> _states = [];
    private readonly List<string?> _replies = [];
    private readonly List<Effect> _effects = [];

    public CallStory(CallContext? context = null, CallState? begin = null)
    {
        _context = context ?? Samples.Context;
        _states.Add(begin ?? Samples.Call);
    }

    public CallState State => _states[^1];

    public IReadOnlyList<CallState> States => _states;

    /// <summary>How many events were refused: nothing of them is kept.</summary>
    public int Refused { get; private set; }

    public string? Reply => _replies[^1];

    public IReadOnlyList<Effect> Effects => _effects;

    public IReadOnlyList<QueueText> Texts => [.. _effects.OfType<QueueText>()];

    public IReadOnlyList<TextBackDecision> Decisions =>
        [.. _effects.OfType<RecordTextBackDecision>().Select(recorded => recorded.Decision)];

    public CallStory Then(params CallEvent[] events)
    {
        foreach (var happened in events)
        {
            var decision = CallDecider.Decide(State, happened, _context);
            if (decision.IsRefused)
            {
                Refused++;
                continue;
            }
            _states.Add(decision.State);
            _replies.Add(decision.Reply);
            _effects.AddRange(decision.Effects);
        }
        return this;
    }

    public static DialEnded Dialed(
        string dialCallStatus,
        bool? bridged = null,
        int? seconds = null,
        string callStatus = "in-progress"
    ) => new(dialCallStatus, "CAdial", seconds, bridged, callStatus);

    public static CallStatusChanged Ended(string status = "completed", int? seconds = 20) => new(status, seconds);
}
