using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messages;

/// <summary>A message as the API shows it.</summary>
internal static class MessageResource
{
    public static object Of(Message message)
    {
        var uri = $"{RestApi.Prefix}/Accounts/{message.AccountSid}/Messages/{message.Sid}";
        return new
        {
            message.Body,
            NumSegments = $"{NumSegments(message)}",
            message.Direction,
            From = message.From.Length == 0 ? null : message.From,
            message.To,
            DateUpdated = Rfc2822.Format(message.DateUpdated),
            Price = Prices.Show(Prices.Of(message)),
            ErrorMessage = message.ErrorCode is null ? null : MessageErrors.Text(message.ErrorCode.Value),
            Uri = uri + ".json",
            message.AccountSid,
            NumMedia = $"{message.Media.Count}",
            message.Status,
            message.MessagingServiceSid,
            message.Sid,
            DateSent = Rfc2822.Format(message.DateSent),
            DateCreated = Rfc2822.Format(message.DateCreated),
            message.ErrorCode,
            PriceUnit = "USD",
            CallParameters.ApiVersion,
            SubresourceUris = Subresources(message, uri),
        };
    }

    private static Dictionary<string, string> Subresources(Message message, string uri)
    {
        var uris = new Dictionary<string, string> { ["media"] = uri + "/Media.json" };
        if (message.FeedbackOutcome is not null)
            uris["feedback"] = uri + "/Feedback.json";
        return uris;
    }

    /// <summary>A service does not know how many parts there will be before it has chosen a number.</summary>
    private static int NumSegments(Message message) =>
        message.Status is MessageStatus.Accepted or MessageStatus.Scheduled ? 0 : message.NumSegments;
}
