namespace TwilioEmulator.Store;

/// <summary>A number that the account owns, as Twilio's IncomingPhoneNumber resource has it.</summary>
internal sealed class IncomingPhoneNumber : IOwned
{
    public required string Sid { get; init; }
    public required string AccountSid { get; set; }
    public required string PhoneNumber { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public DateTimeOffset DateUpdated { get; set; }

    /// <summary>Whether the carriers know its campaign (10DLC); texts from an unregistered long code do not arrive.</summary>
    public bool IsRegisteredForA2p { get; set; } = true;

    /// <summary>Whether its messaging service has Advanced Opt-Out, which tells the application what it recognised.</summary>
    public bool HasAdvancedOptOut { get; set; }

    public string FriendlyName { get; set; } = "";
    public string VoiceUrl { get; set; } = "";
    public string VoiceMethod { get; set; } = "POST";
    public string VoiceFallbackUrl { get; set; } = "";
    public string VoiceFallbackMethod { get; set; } = "POST";
    public string StatusCallback { get; set; } = "";
    public string StatusCallbackMethod { get; set; } = "POST";
    public string VoiceReceiveMode { get; set; } = "voice";
    public bool VoiceCallerIdLookup { get; set; }

    /// <summary>An application whose URLs take the place of the number's own; empty for none.</summary>
    public string VoiceApplicationSid { get; set; } = "";
    public string SmsApplicationSid { get; set; } = "";
    public string EmergencyStatus { get; set; } = "Active";
    public string? EmergencyAddressSid { get; set; }
    public string? TrunkSid { get; set; }
    public string? IdentitySid { get; set; }
    public string? AddressSid { get; set; }
    public string? BundleSid { get; set; }
    public string SmsUrl { get; set; } = "";
    public string SmsMethod { get; set; } = "POST";
    public string SmsFallbackUrl { get; set; } = "";
    public string SmsFallbackMethod { get; set; } = "POST";
}
