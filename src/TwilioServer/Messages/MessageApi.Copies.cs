using System.Globalization;
using System.Text.Json;
using TwilioServer.TwilioApi;

namespace TwilioServer.Messages;

// Second copies, which Twilio keeps for a while: https://www.twilio.com/docs/messaging/features/message-scheduling.
public sealed partial class MessageApi
{
    /// <summary>
    /// Schedules a copy of a text, once. Twilio's papers have the validity count for the time in its queue for sending, and do not
    /// say when a scheduled message gets there: it is taken to be <paramref name="sendAt"/>. Should it count from the POST, Twilio
    /// drops a copy too early, but none goes out late.
    /// </summary>
    /// <param name="validity">From the moment at which it is to go out.</param>
    public async Task<SendOutcome> ScheduleAsync(
        Guid tenantId,
        CopyReference copy,
        string statusCallback,
        DateTimeOffset sendAt,
        TimeSpan validity
    )
    {
        var result = await clients(tenantId)[0]
            .PostAsync(
                "Messages.json",
                [
                    new("MessagingServiceSid", copy.ServiceSid),
                    new("From", copy.Message.From),
                    new("To", copy.Message.To),
                    new("Body", copy.Message.Body),
                    .. (copy.Message.MediaUrls ?? []).Select(url => new KeyValuePair<string, string>("MediaUrl", url)),
                    new("StatusCallback", statusCallback),
                    new("ScheduleType", "fixed"),
                    new("SendAt", sendAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
                    new("ValidityPeriod", Seconds(validity)),
                ]
            );
        return Outcome(result);
    }

    /// <summary>Looks for both copies of a text.</summary>
    /// <exception cref="HttpRequestException">Twilio could not be asked.</exception>
    public async Task<(SendOutcome.Accepted? First, string? CopySid)> FindBothAsync(
        Guid tenantId,
        CopyReference copy,
        CancellationToken cancellation
    )
    {
        var (first, copySid) = ((SendOutcome.Accepted?)null, copy.CopySid);
        foreach (var twilio in clients(tenantId))
        foreach (var accepted in await ListAsync(twilio, copy.Message, cancellation))
        {
            if (accepted.MessageSid == copySid)
                continue;
            if (accepted.TwilioStatus == "scheduled")
                copySid ??= accepted.MessageSid;
            else
                first ??= accepted;
        }
        return (first, copySid);
    }

    /// <summary>Takes a scheduled message back.</summary>
    /// <returns>False where it has gone out.</returns>
    /// <exception cref="HttpRequestException">Twilio could not be asked.</exception>
    public async Task<bool> CancelAsync(Guid tenantId, string messageSid)
    {
        var result = await clients(tenantId)[0].PostAsync($"Messages/{messageSid}.json", [new("Status", "canceled")]);
        return result switch
        {
            TwilioResult.Succeeded => true,
            TwilioResult.Refused { HttpStatus: 409 } or TwilioResult.Refused { Code: 30409 } => false,
            _ => throw new HttpRequestException($"A scheduled message could not be canceled: {Reason(result)}."),
        };
    }
}
