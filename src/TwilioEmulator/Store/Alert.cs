namespace TwilioEmulator.Store;

/// <summary>Something that went wrong between Twilio and the application, as Twilio's Monitor keeps it.</summary>
internal sealed record Alert
{
    public required string Sid { get; init; }
    public required string AccountSid { get; init; }

    /// <summary>What happened, as form-encoded pairs: Msg, ErrorCode, httpResponse, url, LogLevel.</summary>
    public required string AlertText { get; init; }
    public required string ErrorCode { get; init; }

    /// <summary><c>error</c> or <c>warning</c>.</summary>
    public required string LogLevel { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public DateTimeOffset DateGenerated => DateCreated;
    public DateTimeOffset DateUpdated => DateCreated;
    public string ApiVersion { get; init; } = "2010-04-01";
    public string MoreInfo => $"https://www.twilio.com/docs/errors/{ErrorCode}";

    /// <summary>The call or message that it happened to.</summary>
    public string? ResourceSid { get; init; }
    public string? ServiceSid { get; init; }
    public string? RequestMethod { get; init; }
    public string? RequestUrl { get; init; }
    public string? RequestVariables { get; init; }
    public string? RequestHeaders { get; init; }
    public string? ResponseHeaders { get; init; }
    public string? ResponseBody { get; init; }
}
