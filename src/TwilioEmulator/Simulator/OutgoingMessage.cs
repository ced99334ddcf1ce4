using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>A message as it was asked for.</summary>
internal sealed record OutgoingMessage(string AccountSid, string To, string Body, string Direction)
{
    /// <summary>The number that sends it; null lets the service choose one.</summary>
    public string? From { get; init; }
    public MessagingService? Service { get; init; }
    public string? StatusCallback { get; init; }
    public string StatusCallbackMethod { get; init; } = "POST";
    public IReadOnlyList<string> MediaUrls { get; init; } = [];
    public DateTimeOffset? SendAt { get; init; }
}
