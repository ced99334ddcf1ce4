using TwilioEmulator.Phones;

namespace TwilioEmulator.Control;

internal static class PhoneRoutes
{
    private const string Example =
        """{"whenCalled":"answer|no-answer|busy|unreachable|manual","answerAfterSeconds":2,"hangUpAfterSeconds":8,"delivery":"delivered|undelivered|failed|never|landline|filtered|unregistered","deliveryErrorCode":30003,"deliveryAfterSeconds":1}""";

    public static void MapPhones(this RouteGroupBuilder control)
    {
        control.MapPut("/phones/{e164}", PutAsync);
        control.MapGet("/phones/{e164}", (string e164, PhoneBook phones) => ControlJson.Ok(phones.Get(e164)));
    }

    /// <summary>Sets a phone's manners; what is not given takes its default.</summary>
    private static async Task<IResult> PutAsync(HttpRequest request, string e164, PhoneBook phones)
    {
        var number = ControlApi.Number(e164, "The number in the path");
        var phone = await ControlJson.ReadAsync<VirtualPhone>(request, Example);
        if (
            phone
            is { AnswerAfterSeconds: < 0 or > 1e6 }
                or { HangUpAfterSeconds: < 0 or > 1e6 }
                or { DeliveryAfterSeconds: < 0 or > 1e6 }
        )
            throw new ControlException(400, "Seconds must be from 0 to 1000000.");
        phones.Set(number, phone);
        return ControlJson.Ok(phone);
    }
}
