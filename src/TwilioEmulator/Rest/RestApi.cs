using TwilioEmulator.Rest.Calls;
using TwilioEmulator.Rest.IncomingPhoneNumbers;
using TwilioEmulator.Rest.Messages;
using TwilioEmulator.Rest.Recordings;

namespace TwilioEmulator.Rest;

/// <summary>Twilio's API of 2010-04-01.</summary>
internal static class RestApi
{
    public const string Prefix = "/2010-04-01";

    public static void MapRest(this WebApplication app)
    {
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(Prefix),
            rest => rest.UseMiddleware<RestEnvelope>().UseMiddleware<RestAuthentication>()
        );
        var account = app.MapGroup($"{Prefix}/Accounts/{{accountSid}}");
        account.MapCalls();
        account.MapMessages();
        account.MapIncomingPhoneNumbers();
        account.MapRecordings();
        app.MapFallback($"{Prefix}/{{**path}}", TwilioError.NotFound);
    }
}
