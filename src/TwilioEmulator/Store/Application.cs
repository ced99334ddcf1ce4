namespace TwilioEmulator.Store;

/// <summary>A set of webhook URLs that numbers and calls may refer to, as Twilio's Application resource has it.</summary>
internal sealed class Application : IOwned
{
    public required string Sid { get; init; }
    public required string AccountSid { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public DateTimeOffset DateUpdated { get; set; }
    public string FriendlyName { get; set; } = "";
    public string? VoiceUrl { get; set; }
    public string VoiceMethod { get; set; } = "POST";
    public string? VoiceFallbackUrl { get; set; }
    public string VoiceFallbackMethod { get; set; } = "POST";
    public string? StatusCallback { get; set; }
    public string StatusCallbackMethod { get; set; } = "POST";
    public bool VoiceCallerIdLookup { get; set; }
    public string? SmsUrl { get; set; }
    public string SmsMethod { get; set; } = "POST";
    public string? SmsFallbackUrl { get; set; }
    public string SmsFallbackMethod { get; set; } = "POST";
    public string? SmsStatusCallback { get; set; }
    public string? MessageStatusCallback { get; set; }
    public bool PublicApplicationConnectEnabled { get; set; }
}
