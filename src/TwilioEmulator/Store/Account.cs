namespace TwilioEmulator.Store;

/// <summary>An account or a sub-account, as Twilio's Account resource has it.</summary>
internal sealed class Account
{
    public const string Active = "active";
    public const string Suspended = "suspended";
    public const string Closed = "closed";

    private readonly Lock gate = new();

    public required string Sid { get; init; }

    /// <summary>The parent; an account that has none owns itself.</summary>
    public required string OwnerAccountSid { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public DateTimeOffset DateUpdated { get; set; }
    public string FriendlyName { get; set; } = "";
    public string Status { get; set; } = Active;

    /// <summary>The primary token: webhooks are signed with it until another is promoted.</summary>
    public required string AuthToken { get; set; }

    /// <summary>Opens the API beside the primary token, and signs nothing; null when there is none.</summary>
    public string? SecondaryAuthToken { get; set; }

    public DateTimeOffset? SecondaryDateCreated { get; set; }

    /// <summary>Whether Voice Insights shows events and metrics.</summary>
    public bool AdvancedFeatures { get; set; }
    public bool VoiceTrace { get; set; }

    /// <summary>Whether media may be had only with credentials; Twilio's default is that their URLs are enough.</summary>
    public bool MediaNeedsCredentials { get; set; }

    public bool IsSubaccount => OwnerAccountSid != Sid;

    public bool Accepts(string token)
    {
        lock (gate)
            return token == AuthToken || (SecondaryAuthToken is { } second && token == second);
    }

    /// <summary>The secondary token becomes the primary one, which is good for nothing from now on.</summary>
    public bool TryPromote()
    {
        lock (gate)
        {
            if (SecondaryAuthToken is not { } second)
                return false;
            (AuthToken, SecondaryAuthToken) = (second, null);
            return true;
        }
    }
}
