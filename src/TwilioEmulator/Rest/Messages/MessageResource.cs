using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messages;

/// <summary>A message as the API shows it.</summary>
internal static class MessageResource
{
    public static object Of(Message message, string accountSid)
    {
        var uri = $"{RestApi.Prefix}/Accounts/{accountSid}/Messages/{message.Sid}";
        return new
        {
            message.Body,
            NumSegments = $"{message.NumSegments}",
            message.Direction,
            message.From,
            message.To,
            DateUpdated = Rfc2822.Format(message.DateUpdated),
            Price = (string?)null,
            ErrorMessage = message.ErrorCode is null ? null : ErrorText(message.ErrorCode.Value),
            Uri = uri + ".json",
            AccountSid = accountSid,
            NumMedia = "0",
            message.Status,
            MessagingServiceSid = (string?)null,
            message.Sid,
            DateSent = Rfc2822.Format(message.DateSent),
            DateCreated = Rfc2822.Format(message.DateCreated),
            message.ErrorCode,
            PriceUnit = "USD",
            CallParameters.ApiVersion,
            SubresourceUris = new Dictionary<string, string> { ["media"] = uri + "/Media.json" },
        };
    }

    private static string ErrorText(int code) =>
        code switch
        {
            30002 => "Account suspended",
            30003 => "Unreachable destination handset",
            30004 => "Message blocked",
            30005 => "Unknown destination handset",
            30006 => "Landline or unreachable carrier",
            30007 => "Message filtered",
            30034 => "Message from an unregistered number",
            _ => "Unknown error",
        };
}
