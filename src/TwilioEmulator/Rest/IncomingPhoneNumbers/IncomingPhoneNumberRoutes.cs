using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Rest.IncomingPhoneNumbers;

internal static class IncomingPhoneNumberRoutes
{
    private static readonly string[] UrlFields =
    [
        "VoiceUrl",
        "VoiceFallbackUrl",
        "StatusCallback",
        "SmsUrl",
        "SmsFallbackUrl",
    ];

    public static void MapIncomingPhoneNumbers(this RouteGroupBuilder account)
    {
        account.MapGet("/IncomingPhoneNumbers.json", List);
        account.MapGet("/IncomingPhoneNumbers/{numberSid}.json", Fetch);
        account.MapPost("/IncomingPhoneNumbers/{numberSid}.json", UpdateAsync);
    }

    private static IResult List(HttpContext context, string accountSid, EmulatorStore store)
    {
        var query = context.Request.Query;
        // Twilio finds a number by any part of it.
        var part = query["PhoneNumber"].ToString();
        var numbers = store
            .Numbers.Table.NewestFirst()
            .Where(number =>
                number.PhoneNumber.Contains(part) && RestQuery.Matches(query["FriendlyName"], number.FriendlyName)
            );
        return Paging.Page(
            context,
            "incoming_phone_numbers",
            numbers,
            number => number.Sid,
            number => IncomingPhoneNumberResource.Of(number, accountSid)
        );
    }

    private static IResult Fetch(HttpContext context, string accountSid, string numberSid, EmulatorStore store) =>
        store.Numbers.Table.TryGet(numberSid, out var number)
            ? RestJson.Ok(IncomingPhoneNumberResource.Of(number, accountSid))
            : TwilioError.NotFound(context);

    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        string accountSid,
        string numberSid,
        EmulatorStore store,
        TimeProvider clock
    )
    {
        if (!store.Numbers.Table.TryGet(numberSid, out var number))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        foreach (var field in UrlFields)
        {
            if (form.Text(field) is { } url && WebhookUrl.Parse(url) is null)
                return TwilioError.BadRequest(21502, $"{field} is not a valid URL: {url}");
        }
        Apply(form, number);
        number.DateUpdated = clock.GetUtcNow();
        return RestJson.Ok(IncomingPhoneNumberResource.Of(number, accountSid));
    }

    /// <summary>What is not sent stays; what is sent empty is cleared.</summary>
    private static void Apply(Form form, IncomingPhoneNumber number)
    {
        Set("FriendlyName", value => number.FriendlyName = value);
        Set("VoiceUrl", value => number.VoiceUrl = value);
        Set("VoiceFallbackUrl", value => number.VoiceFallbackUrl = value);
        Set("StatusCallback", value => number.StatusCallback = value);
        Set("SmsUrl", value => number.SmsUrl = value);
        Set("SmsFallbackUrl", value => number.SmsFallbackUrl = value);
        SetMethod("VoiceMethod", value => number.VoiceMethod = value);
        SetMethod("VoiceFallbackMethod", value => number.VoiceFallbackMethod = value);
        SetMethod("StatusCallbackMethod", value => number.StatusCallbackMethod = value);
        SetMethod("SmsMethod", value => number.SmsMethod = value);
        SetMethod("SmsFallbackMethod", value => number.SmsFallbackMethod = value);

        void Set(string name, Action<string> assign)
        {
            if (form.Has(name))
                assign(form.Text(name) ?? "");
        }

        void SetMethod(string name, Action<string> assign)
        {
            if (form.Has(name))
                assign(form.Method(name));
        }
    }
}
