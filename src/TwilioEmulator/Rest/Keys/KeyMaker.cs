using System.Text.Json.Nodes;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Keys;

/// <summary>Makes API keys.</summary>
internal sealed class KeyMaker(EmulatorStore store, SidGenerator sids, TimeProvider clock)
{
    public ApiKey Create(string accountSid, string? friendlyName, string type, JsonObject? policy = null)
    {
        var now = clock.GetUtcNow();
        var key = new ApiKey
        {
            Sid = sids.Next("SK"),
            AccountSid = accountSid,
            Secret = sids.Next(""),
            DateCreated = now,
            DateUpdated = now,
            FriendlyName = friendlyName ?? "",
            Type = type,
            Policy = policy,
        };
        store.Keys.Add(key);
        return key;
    }
}
