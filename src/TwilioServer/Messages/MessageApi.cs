using System.Globalization;
using System.Text.Json;
using TwilioServer.TwilioApi;

namespace TwilioServer.Messages;

/// <summary>Twilio's Message resource: https://www.twilio.com/docs/messaging/api/message-resource.</summary>
/// <param name="clients">The API below the accounts that a tenant's numbers may be in, the likeliest first.</param>
/// <param name="twins">Tells a text from others of the same words; null where there are none.</param>
public sealed partial class MessageApi(Func<Guid, IReadOnlyList<ITwilioApi>> clients, ITwins? twins = null)
{
    /// <summary>Twilio's words for a sender that is not the account's; nothing was sent then.</summary>
    private static readonly int[] NotOfThisAccount = [21606, 21660];

    public MessageApi(ITwilioApi twilio, ITwins? twins = null)
        : this(_ => [twilio], twins) { }

    /// <summary>Twilio's bound for <c>ValidityPeriod</c>.</summary>
    private const int MaxValiditySeconds = 36_000;

    /// <summary>Twilio's dates have whole seconds, and two clocks differ.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Creates a message, once: in the tenant's own account where it has one. A number that is still in the service's is
    /// refused there, which is an answer, and is tried in that one.
    /// </summary>
    /// <param name="statusCallback">Carries the intent, so that a callback tells what happened even if the answer is lost.</param>
    /// <param name="validity">After this Twilio drops the message rather than deliver it late.</param>
    public async Task<SendOutcome> SendAsync(
        Guid tenantId,
        MessageReference message,
        string statusCallback,
        TimeSpan validity
    )
    {
        SendOutcome? outcome = null;
        foreach (var twilio in clients(tenantId))
        {
            outcome = await SendAsync(twilio, message, statusCallback, validity);
            if (outcome is not SendOutcome.Refused { Code: { } code } || !NotOfThisAccount.Contains(code))
                break;
        }
        return outcome ?? throw new InvalidOperationException($"Tenant {tenantId} has no account to send from.");
    }

    private static async Task<SendOutcome> SendAsync(
        ITwilioApi twilio,
        MessageReference message,
        string statusCallback,
        TimeSpan validity
    )
    {
        var result = await twilio.PostAsync(
            "Messages.json",
            [
                new("From", message.From),
                new("To", message.To),
                new("Body", message.Body),
                .. (message.MediaUrls ?? []).Select(url => new KeyValuePair<string, string>("MediaUrl", url)),
                new("StatusCallback", statusCallback),
                new("ValidityPeriod", Seconds(validity)),
            ]
        );
        return Outcome(result);
    }

    private static string Seconds(TimeSpan validity) =>
        Math.Clamp((int)validity.TotalSeconds, 1, MaxValiditySeconds).ToString(CultureInfo.InvariantCulture);

    private static SendOutcome Outcome(TwilioResult result) =>
        result switch
        {
            TwilioResult.Succeeded { Body: var body } when Text(body, "sid") is { } sid => new SendOutcome.Accepted(
                sid,
                Text(body, "status") ?? "queued"
            ),
            // Its queue for the number is full: it did not take the text, and may take it later.
            TwilioResult.Refused refused when ErrorClasses.Of(refused.Code) == ErrorClass.Retry =>
                new SendOutcome.NotSent($"Twilio refused with {refused.Code}."),
            TwilioResult.Refused refused => new SendOutcome.Refused(refused.Code, refused.Message),
            TwilioResult.NotProcessed notProcessed => new SendOutcome.NotSent(notProcessed.Reason),
            TwilioResult.Ambiguous ambiguous => new SendOutcome.Unknown(ambiguous.Reason),
            _ => new SendOutcome.Unknown("Twilio's answer has no sid."),
        };

    /// <summary>
    /// Looks for a message whose POST had no clear outcome. Not filtered by DateSent: a queued message has none yet.
    /// </summary>
    /// <returns>The message as Twilio has it, or null when the list does not show it.</returns>
    /// <exception cref="HttpRequestException">Twilio could not be asked.</exception>
    public async Task<SendOutcome.Accepted?> FindAsync(
        Guid tenantId,
        MessageReference message,
        CancellationToken cancellation
    )
    {
        foreach (var twilio in clients(tenantId))
            if (await FindAsync(twilio, message, cancellation) is { } found)
                return found;
        return null;
    }

    private async Task<SendOutcome.Accepted?> FindAsync(
        ITwilioApi twilio,
        MessageReference message,
        CancellationToken cancellation
    ) => (await ListAsync(twilio, message, cancellation)).FirstOrDefault();

    private async Task<IEnumerable<SendOutcome.Accepted>> ListAsync(
        ITwilioApi twilio,
        MessageReference message,
        CancellationToken cancellation
    )
    {
        var query = $"?To={Uri.EscapeDataString(message.To)}&From={Uri.EscapeDataString(message.From)}&PageSize=200";
        var result = await twilio.GetAsync("Messages.json" + query, cancellation);
        if (result is not TwilioResult.Succeeded { Body: var page })
            throw new HttpRequestException($"Twilio's messages could not be listed: {Reason(result)}.");
        SendOutcome.Accepted[] same =
        [
            .. page.GetProperty("messages").EnumerateArray().Where(found => IsSame(found, message)).Select(Accepted),
        ];
        if (twins is null)
            return same;
        var others = await twins.OfOthersAsync(message, [.. same.Select(found => found.MessageSid)], cancellation);
        return same.Where(found => !others.Contains(found.MessageSid));
    }

    /// <summary>Without Twilio's words: they may name a phone number, and this ends in a log.</summary>
    private static string Reason(TwilioResult result) =>
        result is TwilioResult.Refused refused
            ? $"refused with {refused.HttpStatus}, {refused.Code}"
            : result.GetType().Name;

    private static bool IsSame(JsonElement found, MessageReference message) =>
        Text(found, "body") == message.Body
        && DateTimeOffset.TryParse(Text(found, "date_created"), CultureInfo.InvariantCulture, out var createdAt)
        && createdAt >= message.CreatedAt - ClockTolerance;

    private static SendOutcome.Accepted Accepted(JsonElement found) =>
        new(
            Text(found, "sid") ?? throw new JsonException("A listed message has no sid."),
            Text(found, "status") ?? "queued"
        );

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
