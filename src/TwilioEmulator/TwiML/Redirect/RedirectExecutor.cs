using TwilioEmulator.Simulator;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.TwiML;

/// <summary>Hands the call to another document; verbs after it are unreachable, and it does not answer by itself.</summary>
internal static class RedirectExecutor
{
    public static Task<VerbOutcome> ExecuteAsync(RedirectVerb verb, CallSession session)
    {
        var url = session.Document?.Resolve(verb.Url) ?? verb.Url;
        var request = new DocumentRequest(WebhookPurpose.Redirect, url, verb.Method);
        return Task.FromResult<VerbOutcome>(new VerbOutcome.GoTo(request));
    }
}
