using TwilioEmulator.Simulator;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Rest.Calls;

/// <summary>POST Calls.json: rings a phone, and executes TwiML when it is answered.</summary>
internal static class CreateCall
{
    private const int MaxTwimlCharacters = 4000;

    public static async Task<IResult> HandleAsync(
        HttpRequest request,
        string accountSid,
        EmulatorStore store,
        CallStarter starter,
        SidGenerator sids,
        TimeProvider clock
    )
    {
        var form = await Form.ReadAsync(request);
        if (Check(form) is { } error)
            return error;
        if (!E164.TryNormalise(form.Text("To"), out var to))
            return TwilioError.BadRequest(
                21211,
                $"The phone number you are attempting to call, {form.Text("To")}, is not valid."
            );
        if (!E164.TryNormalise(form.Text("From"), out var from))
            return TwilioError.BadRequest(
                21212,
                $"The source phone number provided, {form.Text("From")}, is not a valid phone number."
            );
        if (!store.Numbers.TryGet(from, out var number))
            return TwilioError.BadRequest(
                21210,
                $"The source phone number provided, {from}, is not yet verified for your account."
            );
        var call = new Call
        {
            Sid = sids.Next("CA"),
            From = from,
            To = to,
            Direction = CallDirection.OutboundApi,
            DateCreated = clock.GetUtcNow(),
            PhoneNumberSid = number.Sid,
            StatusCallback = StatusCallbackOf(form),
        };
        // The answer shows the call as it was accepted, before anything has rung.
        var accepted = CallResource.Of(call, accountSid);
        starter.Dial(call, WishOf(form));
        return RestJson.Created(accepted);
    }

    public static DocumentRequest? DocumentOf(Form form) =>
        form.Text("Url") is { } url ? new DocumentRequest(WebhookPurpose.Voice, url, form.Method("Method"))
        : form.Text("Twiml") is { } twiml ? DocumentRequest.FromTwiml(twiml)
        : null;

    public static TwilioError? CheckUrls(Form form)
    {
        if (form.Text("Url") is { } url && WebhookUrl.Parse(url) is null)
            return TwilioError.BadRequest(21205, $"Url is not a valid URL: {url}");
        if (form.Text("StatusCallback") is { } callback && WebhookUrl.Parse(callback) is null)
            return TwilioError.BadRequest(21609, $"The StatusCallback URL {callback} is not a valid URL.");
        return form.Text("Twiml")?.Length > MaxTwimlCharacters
            ? TwilioError.BadRequest(21223, "Twiml parameter is too long")
            : null;
    }

    private static TwilioError? Check(Form form)
    {
        if (form.Text("To") is null)
            return TwilioError.BadRequest(21201, "No 'To' number is specified");
        if (form.Text("From") is null)
            return TwilioError.BadRequest(21213, "No 'From' number is specified");
        return DocumentOf(form) is null
            ? TwilioError.BadRequest(21205, "Url parameter is required.")
            : CheckUrls(form) ?? MachineDetectionForm.Check(form);
    }

    private static StatusCallback? StatusCallbackOf(Form form)
    {
        if (form.Text("StatusCallback") is not { } url)
            return null;
        var events = form.Set("StatusCallbackEvent");
        return new StatusCallback(
            url,
            form.Method("StatusCallbackMethod"),
            events.Count == 0 ? StatusCallback.OnlyCompleted : events
        );
    }

    private static OutboundCall WishOf(Form form) =>
        new(
            DocumentOf(form)!,
            FallbackUrl.From(form.Text("FallbackUrl") ?? "", form.Method("FallbackMethod")),
            TimeSpan.FromSeconds(form.Int("Timeout", 60, max: 600)),
            TimeSpan.FromSeconds(form.Int("TimeLimit", 14400, max: 86400))
        )
        {
            Detection = MachineDetectionForm.Read(form),
        };
}
