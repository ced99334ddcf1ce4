using System.Net.Http.Headers;
using System.Text;
using TwilioServer.Tenants;
using TwilioServer.TwilioApi;

namespace TwilioServer.Media;

/// <summary>A Twilio account, and how to sign in to it.</summary>
internal sealed record MediaAccount(string AccountSid, AuthenticationHeaderValue Credentials)
{
    public static MediaAccount Of(TwilioSettings settings) =>
        Of(settings.AccountSid, settings.ApiKey ?? settings.AccountSid, settings.ApiSecret ?? settings.AuthToken);

    public static MediaAccount Of(TwilioAccount account) =>
        Of(account.AccountSid, account.AccountSid, account.AuthToken);

    /// <summary>A record prints its members: the credentials stay out of every log.</summary>
    public override string ToString() => AccountSid;

    private static MediaAccount Of(string accountSid, string user, string password) =>
        new(
            accountSid,
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")))
        );
}
