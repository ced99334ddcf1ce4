using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messages;

internal static class FeedbackRoutes
{
    public static void MapFeedback(this RouteGroupBuilder account) =>
        account.MapPost("/Messages/{messageSid}/Feedback.json", CreateAsync);

    /// <summary>Tells that the receiver did (or did not) what the message was for.</summary>
    private static async Task<IResult> CreateAsync(
        HttpContext context,
        string accountSid,
        string messageSid,
        EmulatorStore store,
        TimeProvider clock
    )
    {
        if (!store.Messages.TryGet(accountSid, messageSid, out var message))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        var outcome = form.Text("Outcome") ?? "confirmed";
        if (outcome is not ("confirmed" or "unconfirmed"))
            return TwilioError.BadRequest(20001, $"Outcome '{outcome}' is not valid");
        var now = clock.GetUtcNow();
        message.FeedbackOutcome = outcome;
        message.FeedbackDateCreated ??= now;
        return RestJson.Ok(
            new
            {
                AccountSid = accountSid,
                MessageSid = messageSid,
                Outcome = outcome,
                DateCreated = Rfc2822.Format(message.FeedbackDateCreated),
                DateUpdated = Rfc2822.Format(now),
                Uri = $"{RestApi.Prefix}/Accounts/{accountSid}/Messages/{messageSid}/Feedback.json",
            }
        );
    }
}
