using TwilioEmulator.Simulator;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Rest.Calls;

/// <summary>POST Calls/{sid}.json: ends a call, or sends it to other TwiML.</summary>
internal static class UpdateCall
{
    public static async Task<IResult> HandleAsync(
        HttpContext context,
        string accountSid,
        string callSid,
        EmulatorStore store,
        SessionBook sessions,
        CallLifecycle lifecycle
    )
    {
        if (!store.Calls.TryGet(accountSid, callSid, out var call))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        var error = CallForm.CheckUrls(form) ?? Apply(form, call, sessions, lifecycle);
        return error ?? RestJson.Ok(CallResource.Of(call));
    }

    private static TwilioError? Apply(Form form, Call call, SessionBook sessions, CallLifecycle lifecycle)
    {
        if (CallForm.StatusCallbackOf(form) is { } callback)
            call.StatusCallback = callback;
        if (form.Text("Status") is { } status)
            return End(call, status, lifecycle);
        if (CallForm.DocumentOf(form) is not { } document)
            return null;
        if (call.Status != CallStatus.InProgress || !sessions.TryGet(call.Sid, out var session))
            return TwilioError.BadRequest(21220, "Call is not in-progress. Cannot redirect.");
        session.RedirectTo(document with { Purpose = WebhookPurpose.Redirect });
        return null;
    }

    private static TwilioError? End(Call call, string status, CallLifecycle lifecycle)
    {
        if (status is not (CallStatus.Completed or CallStatus.Canceled))
            return TwilioError.BadRequest(21218, $"Invalid Status: {status}. It must be 'canceled' or 'completed'.");
        if (call.IsEnded)
            return TwilioError.BadRequest(21220, "Call is not in-progress. Cannot redirect.");
        // 'canceled' touches only calls that nobody has answered; 'completed' ends any.
        if (!call.IsAnswered)
            lifecycle.End(call, CallStatus.Canceled);
        else if (status == CallStatus.Completed)
            lifecycle.End(call, CallStatus.Completed);
        return null;
    }
}
