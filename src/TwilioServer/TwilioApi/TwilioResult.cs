using System.Text.Json;

namespace TwilioServer.TwilioApi;

/// <summary>
/// What became of a request to Twilio. For a request that is not idempotent the difference between the last two is
/// everything: only what surely never arrived may be repeated.
/// </summary>
public abstract record TwilioResult
{
    /// <summary>Twilio did what was asked.</summary>
    /// <param name="Date">Twilio's clock when it answered, in whole seconds; null where it did not say.</param>
    public sealed record Succeeded(JsonElement Body, DateTimeOffset? Date = null) : TwilioResult;

    /// <summary>Twilio refused, with its code and message: https://www.twilio.com/docs/api/errors.</summary>
    public sealed record Refused(int HttpStatus, int? Code, string Message) : TwilioResult;

    /// <summary>Not a byte left, or Twilio says that it processed nothing (429).</summary>
    public sealed record NotProcessed(string Reason) : TwilioResult;

    /// <summary>Bytes left and no clear answer came: Twilio may have done it.</summary>
    public sealed record Ambiguous(string Reason) : TwilioResult;
}
