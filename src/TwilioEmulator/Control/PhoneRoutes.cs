using TwilioEmulator.Phones;

namespace TwilioEmulator.Control;

internal static class PhoneRoutes
{
    private const string Example =
        """{"whenCalled":"answer|no-answer|busy|unreachable|manual","answerAfterSeconds":2,"hangUpAfterSeconds":8,"answeredBy":"human|machine|fax|unknown","greetingSeconds":8,"greetingEnd":"machine_end_beep","script":[{"on":"answer","speakSeconds":2,"text":"Hello"},{"on":"Gather","press":"1"}],"delivery":"delivered|undelivered|failed|never|landline|filtered|unregistered","deliveryErrorCode":30003,"deliveryAfterSeconds":1}""";

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
        CheckBehaviour(phone);
        phones.Set(number, phone);
        return ControlJson.Ok(phone);
    }

    private static void CheckBehaviour(VirtualPhone phone)
    {
        if (phone.GreetingSeconds is not (>= 0 and <= 1e6))
            throw new ControlException(400, "Seconds must be from 0 to 1000000.");
        if (phone.GreetingEnd is not ("machine_end_beep" or "machine_end_silence" or "machine_end_other"))
            throw new ControlException(
                400,
                "greetingEnd must be machine_end_beep, machine_end_silence or machine_end_other."
            );
        if (phone.Script?.Select(step => step.Problem).FirstOrDefault(each => each is not null) is { } problem)
            throw new ControlException(400, problem);
    }
}
