namespace TwilioEmulator;

/// <summary>Where this emulator listens, known once it does; URLs that it hands out start there.</summary>
internal sealed class EmulatorAddress(EmulatorOptions options)
{
    public string BaseUrl { get; set; } = "";

    /// <summary>What HTTP_PROXY has to be; null without a proxy.</summary>
    public string? ProxyUrl { get; set; }

    /// <summary>A recording's URL as Twilio gives it to webhooks: without an extension.</summary>
    public string RecordingUrl(string recordingSid) => RecordingUrl(options.AccountSid, recordingSid);

    public string RecordingUrl(string accountSid, string recordingSid) =>
        $"{BaseUrl}/2010-04-01/Accounts/{accountSid}/Recordings/{recordingSid}";
}
