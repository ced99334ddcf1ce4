using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Accounts;

/// <summary>An account as the API shows it.</summary>
internal static class AccountResource
{
    private static readonly (string Name, string Path)[] Subresources =
    [
        ("addresses", "Addresses"),
        ("applications", "Applications"),
        ("authorized_connect_apps", "AuthorizedConnectApps"),
        ("available_phone_numbers", "AvailablePhoneNumbers"),
        ("balance", "Balance"),
        ("calls", "Calls"),
        ("conferences", "Conferences"),
        ("connect_apps", "ConnectApps"),
        ("incoming_phone_numbers", "IncomingPhoneNumbers"),
        ("keys", "Keys"),
        ("messages", "Messages"),
        ("notifications", "Notifications"),
        ("outgoing_caller_ids", "OutgoingCallerIds"),
        ("queues", "Queues"),
        ("recordings", "Recordings"),
        ("short_codes", "SMS/ShortCodes"),
        ("signing_keys", "SigningKeys"),
        ("sip", "SIP"),
        ("tokens", "Tokens"),
        ("transcriptions", "Transcriptions"),
        ("usage", "Usage"),
        ("validation_requests", "OutgoingCallerIds"),
    ];

    public static object Of(Account account)
    {
        var uri = $"{RestApi.Prefix}/Accounts/{account.Sid}";
        return new
        {
            account.AuthToken,
            DateCreated = Rfc2822.Format(account.DateCreated),
            DateUpdated = Rfc2822.Format(account.DateUpdated),
            account.FriendlyName,
            account.OwnerAccountSid,
            account.Sid,
            account.Status,
            SubresourceUris = Subresources.ToDictionary(each => each.Name, each => $"{uri}/{each.Path}.json"),
            Type = "Full",
            Uri = uri + ".json",
        };
    }
}
