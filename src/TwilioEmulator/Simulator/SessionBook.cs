using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace TwilioEmulator.Simulator;

/// <summary>The calls that TwiML controls right now, by CallSid.</summary>
internal sealed class SessionBook
{
    private readonly ConcurrentDictionary<string, CallSession> sessions = new(StringComparer.Ordinal);

    public void Add(CallSession session) => sessions[session.Call.Sid] = session;

    public bool TryGet(string callSid, [NotNullWhen(true)] out CallSession? session) =>
        sessions.TryGetValue(callSid, out session);

    public void Remove(CallSession session)
    {
        sessions.TryRemove(session.Call.Sid, out _);
        session.Close();
    }
}
