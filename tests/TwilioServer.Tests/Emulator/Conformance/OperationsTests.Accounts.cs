namespace TwilioServer.Tests.Emulator.Conformance;

public sealed partial class OperationsTests
{
    private async Task AskAboutAccounts()
    {
        const string accounts = "/2010-04-01/Accounts";
        var created = await Ask("api", "POST", accounts + ".json", ("FriendlyName", "Tenant"));
        await Ask("api", "GET", accounts + ".json?PageSize=1");
        await Ask("api", "GET", $"{accounts}/{Account}.json");
        await Ask("api", "GET", $"{accounts}/{Sid(created)}.json");
        await Ask("api", "POST", $"{accounts}/{Sid(created)}.json", ("Status", "suspended"));
        await Api("GET", "/Balance.json");
    }

    private async Task AskAboutKeys()
    {
        foreach (var (path, key) in new[] { ("/Keys", "keys"), ("/SigningKeys", "signing_keys") })
        {
            await Api("POST", path + ".json", ("FriendlyName", "Deployment"));
            var sid = FirstSid(await Api("GET", path + ".json?PageSize=1"), key);
            await Api("GET", $"{path}/{sid}.json");
            await Api("POST", $"{path}/{sid}.json", ("FriendlyName", "Other"));
            await Api("DELETE", $"{path}/{sid}.json");
        }
        var policy = """{"allow":["/twilio/messaging/messages/read"]}""";
        var made = await Ask(
            "iam",
            "POST",
            "/v1/Keys",
            ("AccountSid", Account),
            ("KeyType", "restricted"),
            ("Policy", policy)
        );
        await Ask("iam", "GET", $"/v1/Keys?AccountSid={Account}");
        await Ask("iam", "GET", $"/v1/Keys/{Sid(made)}");
        await Ask("iam", "POST", $"/v1/Keys/{Sid(made)}", ("FriendlyName", "Reader"));
        await Ask("iam", "DELETE", $"/v1/Keys/{Sid(made)}");
    }

    private async Task AskAboutApplications()
    {
        var created = await Api("POST", "/Applications.json", ("FriendlyName", "App"), ("VoiceUrl", At("/voice")));
        await Api("POST", "/Applications.json");
        await Api("GET", "/Applications.json?PageSize=1");
        await Api("GET", $"/Applications/{Sid(created)}.json");
        await Api("POST", $"/Applications/{Sid(created)}.json", ("SmsUrl", At("/sms")), ("VoiceMethod", "GET"));
        await Api("DELETE", $"/Applications/{Sid(created)}.json");
    }

    private async Task AskAboutNumbers()
    {
        var application = Sid(await Api("POST", "/Applications.json", ("VoiceUrl", At("/voice"))));
        var bought = await Api("POST", "/IncomingPhoneNumbers.json", ("AreaCode", "303"), ("VoiceUrl", At("/voice")));
        var path = $"/IncomingPhoneNumbers/{Sid(bought)}.json";
        await Api("GET", "/IncomingPhoneNumbers.json?PageSize=1");
        await Api("GET", path);
        await Api("POST", path, ("VoiceApplicationSid", application), ("SmsUrl", ""), ("EmergencyStatus", "Inactive"));
        await Api("DELETE", path);
    }

    private async Task AskAboutUse()
    {
        await Api("GET", "/Usage/Records.json");
        await Api("GET", "/Usage/Records.json?Category=sms&StartDate=2020-01-01&EndDate=2020-01-31");
        var alerts = await Ask("monitor", "GET", "/v1/Alerts?PageSize=1");
        await Ask("monitor", "GET", $"/v1/Alerts/{FirstSid(alerts, "alerts")}");
    }

    /// <summary>Last, because it changes the token that the emulator was started with.</summary>
    private async Task AskAboutTokens()
    {
        await Ask("accounts", "POST", "/v1/AuthTokens/Secondary");
        await Ask("accounts", "DELETE", "/v1/AuthTokens/Secondary");
        await Ask("accounts", "POST", "/v1/AuthTokens/Secondary");
        await Ask("accounts", "POST", "/v1/AuthTokens/Promote");
    }
}
