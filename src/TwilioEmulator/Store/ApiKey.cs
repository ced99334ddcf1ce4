using System.Text.Json.Nodes;

namespace TwilioEmulator.Store;

/// <summary>An API key: its sid is the user and its secret the password of the API.</summary>
internal sealed class ApiKey : IOwned
{
    /// <summary>Like the auth token; made in Twilio's console only.</summary>
    public const string Main = "main";

    /// <summary>Everything but accounts and keys.</summary>
    public const string Standard = "standard";

    /// <summary>What its policy names.</summary>
    public const string Restricted = "restricted";

    public required string Sid { get; init; }
    public required string AccountSid { get; init; }
    public required string Secret { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public DateTimeOffset DateUpdated { get; set; }
    public string FriendlyName { get; set; } = "";
    public string Type { get; init; } = Standard;
    public JsonObject? Policy { get; set; }
}
