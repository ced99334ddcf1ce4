using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Calls;

/// <summary>A call as the API shows it.</summary>
internal static class CallResource
{
    public static object Of(Call call)
    {
        var uri = $"{RestApi.Prefix}/Accounts/{call.AccountSid}/Calls/{call.Sid}";
        return new
        {
            call.Sid,
            DateCreated = Rfc2822.Format(call.DateCreated),
            DateUpdated = Rfc2822.Format(call.DateUpdated ?? call.DateCreated),
            ParentCallSid = call.Parent?.Sid,
            call.AccountSid,
            call.To,
            ToFormatted = E164.Friendly(call.To),
            call.From,
            FromFormatted = E164.Friendly(call.From),
            call.PhoneNumberSid,
            call.Status,
            StartTime = Rfc2822.Format(call.StartTime),
            EndTime = Rfc2822.Format(call.EndTime),
            Duration = call.DurationSeconds?.ToString(),
            Price = Prices.Show(Prices.Of(call)),
            PriceUnit = "USD",
            call.Direction,
            call.AnsweredBy,
            CallParameters.ApiVersion,
            ForwardedFrom = (string?)null,
            GroupSid = (string?)null,
            CallerName = (string?)null,
            QueueTime = "0",
            TrunkSid = (string?)null,
            Uri = uri + ".json",
            SubresourceUris = Subresources(uri),
        };
    }

    private static Dictionary<string, string> Subresources(string uri) =>
        new()
        {
            ["notifications"] = uri + "/Notifications.json",
            ["recordings"] = uri + "/Recordings.json",
            ["payments"] = uri + "/Payments.json",
            ["events"] = uri + "/Events.json",
            ["siprec"] = uri + "/Siprec.json",
            ["streams"] = uri + "/Streams.json",
            ["transcriptions"] = uri + "/Transcriptions.json",
            ["user_defined_message_subscriptions"] = uri + "/UserDefinedMessageSubscriptions.json",
            ["user_defined_messages"] = uri + "/UserDefinedMessages.json",
        };
}
