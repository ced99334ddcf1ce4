namespace TwilioServer.Tests.Emulator.Conformance;

public sealed partial class OperationsTests
{
    private async Task AskAboutMessages()
    {
        var message = await Api(
            "POST",
            "/Messages.json",
            ("To", Owner),
            ("From", Number),
            ("Body", "Look"),
            ("MediaUrl", "https://example.com/a.png"),
            ("MediaUrl", "https://example.com/b.pdf")
        );
        var path = $"/Messages/{Sid(message)}";
        await Control(
            "POST",
            "/messages",
            new
            {
                from = Caller,
                to = Number,
                body = "Hello",
            }
        );
        await Phone(Caller, new { delivery = "undelivered" });
        await Api("POST", "/Messages.json", ("To", Caller), ("From", Number), ("Body", "Lost"));
        await Advance(5);
        await Api("GET", "/Messages.json");
        await Api("GET", "/Messages.json?PageSize=1");
        await Api("GET", path + ".json");
        var media = FirstSid(await Api("GET", path + "/Media.json?PageSize=1"), "media_list");
        await Api("GET", $"{path}/Media/{media}.json");
        await Api("DELETE", $"{path}/Media/{media}.json");
        await Api("POST", path + "/Feedback.json", ("Outcome", "confirmed"));
        await Api("POST", path + ".json", ("Body", ""));
        await Api("DELETE", path + ".json");
    }

    private async Task AskAboutServices()
    {
        const string services = "/v1/Services";
        var service = Sid(await Ask("messaging", "POST", services, ("FriendlyName", "Text-backs")));
        await Ask("messaging", "POST", services, ("FriendlyName", "Other"), ("InboundRequestUrl", At("/sms")));
        await Ask("messaging", "GET", services + "?PageSize=1");
        await Ask("messaging", "GET", $"{services}/{service}");
        await Ask("messaging", "POST", $"{services}/{service}", ("ValidityPeriod", "600"));
        var number = FirstSid(await Api("GET", "/IncomingPhoneNumbers.json"), "incoming_phone_numbers");
        await Ask("messaging", "POST", $"{services}/{service}/PhoneNumbers", ("PhoneNumberSid", number));
        await Ask("messaging", "GET", $"{services}/{service}/PhoneNumbers");
        await AskAboutServiceMessages(service);
        await AskAboutRegistration($"{services}/{service}/Compliance/Usa2p");
        await Ask("messaging", "GET", $"{services}/{service}");
        await Ask("messaging", "DELETE", $"{services}/{service}");
    }

    private async Task AskAboutServiceMessages(string service)
    {
        await Api("POST", "/Messages.json", ("To", Owner), ("MessagingServiceSid", service), ("Body", "Now"));
        var tomorrow = (await Control("GET", "/clock", null)).GetProperty("now").GetDateTimeOffset().AddDays(1);
        var later = await Api(
            "POST",
            "/Messages.json",
            ("To", Owner),
            ("MessagingServiceSid", service),
            ("Body", "Later"),
            ("ScheduleType", "fixed"),
            ("SendAt", $"{tomorrow:yyyy-MM-ddTHH:mm:ssZ}")
        );
        await Api("POST", $"/Messages/{Sid(later)}.json", ("Status", "canceled"));
        await Advance(5);
        await Api("GET", "/Messages.json");
    }

    private async Task AskAboutRegistration(string campaigns)
    {
        const string brands = "/v1/a2p/BrandRegistrations";
        var profile = "BU" + new string('0', 32);
        var brand = Sid(
            await Ask(
                "messaging",
                "POST",
                brands,
                ("CustomerProfileBundleSid", profile),
                ("A2PProfileBundleSid", profile)
            )
        );
        await Ask("messaging", "POST", $"{brands}/{brand}");
        await Control("PUT", $"/brands/{brand}", new { status = "APPROVED" });
        await Ask("messaging", "GET", $"{brands}/{brand}");
        await Ask("messaging", "GET", brands);
        (string, string)[] settings =
        [
            ("Description", "Answers to missed calls of a small business"),
            ("MessageFlow", "Who calls and is not answered gets one text"),
            ("MessageSamples", "Sorry that we missed your call."),
            ("MessageSamples", "How can we help?"),
            ("HasEmbeddedLinks", "false"),
            ("HasEmbeddedPhone", "false"),
        ];
        var campaign = Sid(
            await Ask(
                "messaging",
                "POST",
                campaigns,
                [("BrandRegistrationSid", brand), ("UsAppToPersonUsecase", "LOW_VOLUME"), .. settings]
            )
        );
        await Ask("messaging", "GET", campaigns);
        await Ask("messaging", "GET", campaigns + "/Usecases");
        await Control("PUT", $"/campaigns/{campaign}", new { status = "FAILED", errorCode = 30886 });
        await Ask("messaging", "GET", $"{campaigns}/{campaign}");
        await Ask(
            "messaging",
            "POST",
            $"{campaigns}/{campaign}",
            [("AgeGated", "false"), ("DirectLending", "false"), .. settings]
        );
        await Control("PUT", $"/campaigns/{campaign}", new { status = "VERIFIED" });
        await Ask("messaging", "GET", $"{campaigns}/{campaign}");
        await Ask("messaging", "DELETE", $"{campaigns}/{campaign}");
    }
}
