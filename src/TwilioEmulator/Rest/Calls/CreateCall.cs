using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Calls;

/// <summary>POST Calls.json: rings a phone, and executes TwiML when it is answered.</summary>
internal static class CreateCall
{
    public static async Task<IResult> HandleAsync(
        HttpRequest request,
        string accountSid,
        EmulatorStore store,
        CallStarter starter,
        CallRecordings recordings,
        SidGenerator sids,
        TimeProvider clock
    )
    {
        var form = await Form.ReadAsync(request);
        var application = ApplicationOf(form, accountSid, store);
        if (Check(form, application) is { } error)
            return error;
        if (!E164.TryNormalise(form.Text("To"), out var to))
            return TwilioError.BadRequest(
                21211,
                $"The phone number you are attempting to call, {form.Text("To")}, is not valid."
            );
        var (number, refused) = CallerIdOf(form, accountSid, store);
        if (number is null)
            return refused!;
        var call = new Call
        {
            Sid = sids.Next("CA"),
            AccountSid = accountSid,
            From = number.PhoneNumber,
            To = to,
            Direction = CallDirection.OutboundApi,
            DateCreated = clock.GetUtcNow(),
            PhoneNumberSid = number.Sid,
            StatusCallback = CallForm.StatusCallbackOf(form) ?? StatusCallbackOf(application),
        };
        // The answer shows the call as it was accepted, before anything has rung.
        var accepted = CallResource.Of(call);
        if (form.Bool("Record"))
            recordings.StartWhenAnswered(call, RecordingForm.WishOf(form));
        starter.Dial(call, WishOf(form, application));
        return RestJson.Created(accepted);
    }

    private static TwilioError? Check(Form form, Application? application)
    {
        if (form.Text("To") is null)
            return TwilioError.BadRequest(21201, "No 'To' number is specified");
        if (form.Text("From") is null)
            return TwilioError.BadRequest(21213, "No 'From' number is specified");
        if (form.Text("ApplicationSid") is { } sid && application is null)
            return TwilioError.BadRequest(21218, $"Invalid ApplicationSid: {sid}");
        return DocumentOf(form, application) is null
            ? TwilioError.BadRequest(21205, "Url parameter is required.")
            : CallForm.CheckUrls(form) ?? MachineDetectionForm.Check(form);
    }

    /// <summary>The number of the account that calls; Twilio calls from nobody else's.</summary>
    private static (IncomingPhoneNumber?, TwilioError?) CallerIdOf(Form form, string accountSid, EmulatorStore store)
    {
        var wanted = form.Text("From");
        if (!E164.TryNormalise(wanted, out var from))
            return (
                null,
                TwilioError.BadRequest(
                    21212,
                    $"The source phone number provided, {wanted}, is not a valid phone number."
                )
            );
        return store.Numbers.TryGet(from, out var number) && number.AccountSid == accountSid
            ? (number, null)
            : (
                null,
                TwilioError.BadRequest(
                    21210,
                    $"The source phone number provided, {from}, is not yet verified for your account."
                )
            );
    }

    private static Application? ApplicationOf(Form form, string accountSid, EmulatorStore store) =>
        store.Applications.TryGet(accountSid, form.Text("ApplicationSid") ?? "", out var application)
            ? application
            : null;

    /// <summary>An application counts before the URLs of the request.</summary>
    private static DocumentRequest? DocumentOf(Form form, Application? application) =>
        application is null ? CallForm.DocumentOf(form)
        : application.VoiceUrl is { } url ? new(Webhooks.WebhookPurpose.Voice, url, application.VoiceMethod)
        : null;

    private static StatusCallback? StatusCallbackOf(Application? application) =>
        application?.StatusCallback is { } url
            ? new StatusCallback(url, application.StatusCallbackMethod, StatusCallback.OnlyCompleted)
            : null;

    private static OutboundCall WishOf(Form form, Application? application) =>
        new(
            DocumentOf(form, application)!,
            FallbackUrl.From(
                application?.VoiceFallbackUrl ?? form.Text("FallbackUrl") ?? "",
                application?.VoiceFallbackMethod ?? form.Method("FallbackMethod")
            ),
            TimeSpan.FromSeconds(form.Int("Timeout", 60, max: 600)),
            TimeSpan.FromSeconds(form.Int("TimeLimit", 14400, max: 86400))
        )
        {
            Detection = MachineDetectionForm.Read(form),
        };
}
