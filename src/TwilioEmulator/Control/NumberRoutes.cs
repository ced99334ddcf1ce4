using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

internal static class NumberRoutes
{
    private const string Example =
        """{"voiceUrl":"http://localhost:3701/webhooks/voice","statusCallback":"http://localhost:3701/webhooks/voice/status","smsUrl":"http://localhost:3701/webhooks/sms","registeredForA2p":true,"advancedOptOut":false}""";

    public static void MapNumbers(this RouteGroupBuilder control) => control.MapPut("/numbers/{e164}", PutAsync);

    /// <summary>The account owns the number from now on; what is not given is cleared.</summary>
    private static async Task<IResult> PutAsync(
        HttpRequest request,
        string e164,
        EmulatorStore store,
        TimeProvider clock
    )
    {
        var wish = await ControlJson.ReadAsync<NumberWish>(request, Example);
        var number = store.Numbers.GetOrAdd(ControlApi.Number(e164, "The number in the path"));
        number.VoiceUrl = wish.VoiceUrl ?? "";
        number.VoiceMethod = Method(wish.VoiceMethod);
        number.VoiceFallbackUrl = wish.VoiceFallbackUrl ?? "";
        number.StatusCallback = wish.StatusCallback ?? "";
        number.StatusCallbackMethod = Method(wish.StatusCallbackMethod);
        number.SmsUrl = wish.SmsUrl ?? "";
        number.SmsMethod = Method(wish.SmsMethod);
        number.SmsFallbackUrl = wish.SmsFallbackUrl ?? "";
        number.IsRegisteredForA2p = wish.RegisteredForA2p;
        number.HasAdvancedOptOut = wish.AdvancedOptOut;
        number.DateUpdated = clock.GetUtcNow();
        return ControlJson.Ok(new { sid = number.Sid, phoneNumber = number.PhoneNumber });
    }

    private static string Method(string? method) =>
        method switch
        {
            null or "POST" => "POST",
            "GET" => "GET",
            _ => throw new ControlException(400, "A method is GET or POST."),
        };

    private sealed record NumberWish(
        string? VoiceUrl,
        string? VoiceMethod,
        string? VoiceFallbackUrl,
        string? StatusCallback,
        string? StatusCallbackMethod,
        string? SmsUrl,
        string? SmsMethod,
        string? SmsFallbackUrl,
        bool RegisteredForA2p = true,
        bool AdvancedOptOut = false
    );
}
