using System.Collections.Concurrent;
using System.Net;

namespace TwilioEmulator.Webhooks;

/// <summary>Cookies that applications set: kept within a call, and between two numbers for messages, as at Twilio.</summary>
internal sealed class CookieJars
{
    private readonly ConcurrentDictionary<string, CookieContainer> jars = new(StringComparer.Ordinal);

    /// <summary>The Cookie header for a request, null when there is nothing to send.</summary>
    public string? HeaderFor(Webhook webhook, Uri target) =>
        KeyOf(webhook) is { } key
        && jars.TryGetValue(key, out var jar)
        && jar.GetCookieHeader(target) is { Length: > 0 } header
            ? header
            : null;

    public void Keep(Webhook webhook, Uri target, IReadOnlyList<string> setCookies)
    {
        if (setCookies.Count == 0 || KeyOf(webhook) is not { } key)
            return;
        var jar = jars.GetOrAdd(key, _ => new CookieContainer());
        foreach (var cookie in setCookies)
        {
            try
            {
                jar.SetCookies(target, cookie);
            }
            catch (CookieException)
            {
                // A cookie that breaks the rules is one that is not kept.
            }
        }
    }

    private static string? KeyOf(Webhook webhook) =>
        webhook.CallSid ?? (webhook.MessageSid is null ? null : $"{webhook.Value("From")} {webhook.Value("To")}");
}
