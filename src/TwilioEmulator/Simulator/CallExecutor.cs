using TwilioEmulator.Events;
using TwilioEmulator.Store;
using TwilioEmulator.TwiML;

namespace TwilioEmulator.Simulator;

/// <summary>Runs a call: asks for TwiML, executes verb after verb, follows where they lead, and ends the call.</summary>
internal sealed class CallExecutor(
    TwimlFetcher fetcher,
    VerbExecutor verbs,
    CallLifecycle lifecycle,
    SessionBook sessions,
    EventLog events
)
{
    /// <summary>Keeps documents that redirect to each other from spinning for ever.</summary>
    private const int MaxDocuments = 1000;

    /// <summary>How long "An application error has occurred" takes to say.</summary>
    private static readonly TimeSpan ApplicationError = TimeSpan.FromSeconds(4);

    public async Task RunAsync(CallSession session, DocumentRequest first)
    {
        try
        {
            await FollowAsync(session, first);
            if (!session.Call.IsEnded)
            {
                session.Answer();
                lifecycle.End(session.Call, CallStatus.Completed);
            }
        }
        finally
        {
            // Changes nothing for a call that has ended; one that a bug of ours stopped must not hang for ever.
            lifecycle.End(session.Call, CallStatus.Failed);
            sessions.Remove(session);
        }
    }

    /// <summary>
    /// Runs the TwiML of a called party before it is connected; false when it could not be had. The leg lives on.
    /// </summary>
    public async Task<bool> WhisperAsync(CallSession session, DocumentRequest request)
    {
        session.IsWhispering = true;
        await FollowAsync(session, request);
        session.IsWhispering = false;
        return session.Document is not null;
    }

    /// <summary>Executes a verb inside another one.</summary>
    public Task ExecuteNestedAsync(CallSession session, Verb verb) => ExecuteAsync(session, verb, depth: 1);

    private async Task FollowAsync(CallSession session, DocumentRequest first)
    {
        DocumentRequest? request = first;
        for (var documents = 0; request is not null && documents < MaxDocuments; documents++)
        {
            session.Document = await fetcher.FetchAsync(session, request);
            request = session.Document is { } document
                ? await ExecuteAsync(session, document)
                : await SayApplicationErrorAsync(session);
            request = session.TakeRedirect() ?? request;
            if (session.Call.IsEnded)
                return;
        }
    }

    private static async Task<DocumentRequest?> SayApplicationErrorAsync(CallSession session)
    {
        if (session.IsInterrupted)
            return null;
        session.Answer();
        await session.ElapseAsync(ApplicationError);
        return null;
    }

    /// <summary>Executes one document; the answer is where it leads, null when the call ends with it.</summary>
    private async Task<DocumentRequest?> ExecuteAsync(CallSession session, TwimlDocument document)
    {
        foreach (var verb in document.Verbs)
        {
            if (session.IsInterrupted)
                return null;
            switch (await ExecuteAsync(session, verb))
            {
                case VerbOutcome.GoTo(var request):
                    return request;
                case VerbOutcome.HangUp(var status):
                    lifecycle.End(session.Call, status);
                    return null;
            }
        }
        return null;
    }

    private async Task<VerbOutcome> ExecuteAsync(CallSession session, Verb verb, int depth = 0)
    {
        if (verb is UnexecutedVerb skipped)
        {
            LogSkipped(session, skipped);
            return VerbOutcome.Next;
        }
        if (depth == 0)
            session.Call.NoteVerb(verb.Name);
        events.Add("twiml.verb", session.Call.Sid, data: Describe(verb, depth));
        var outcome = await verbs.ExecuteAsync(verb, session, this);
        events.Add("twiml.verb-ended", session.Call.Sid, data: Describe(verb, depth));
        return outcome;
    }

    private void LogSkipped(CallSession session, UnexecutedVerb verb)
    {
        events.Add("twiml.not-executed", session.Call.Sid, data: Describe(verb, 0));
        foreach (var noun in verb.Nouns)
            events.Add(
                "twiml.not-executed",
                session.Call.Sid,
                data: new Dictionary<string, object?> { ["verb"] = noun, ["depth"] = 1 }
            );
    }

    private static Dictionary<string, object?> Describe(Verb verb, int depth) =>
        new()
        {
            ["verb"] = verb.Name,
            ["attributes"] = verb.Attributes,
            ["depth"] = depth,
        };
}
