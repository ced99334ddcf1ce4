using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Keys;

/// <summary>An API key as the API shows it. Its secret is in the answer that makes it, and never again.</summary>
internal static class KeyResource
{
    public static object Of(ApiKey key) =>
        new
        {
            key.Sid,
            key.FriendlyName,
            DateCreated = Rfc2822.Format(key.DateCreated),
            DateUpdated = Rfc2822.Format(key.DateUpdated),
        };

    public static object OfNew(ApiKey key) =>
        new
        {
            key.Sid,
            key.FriendlyName,
            DateCreated = Rfc2822.Format(key.DateCreated),
            DateUpdated = Rfc2822.Format(key.DateUpdated),
            key.Secret,
        };
}
