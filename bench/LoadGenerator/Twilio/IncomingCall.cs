namespace LoadGenerator.Twilio;

/// <summary>The form that Twilio posts when a call comes in, every field of it.</summary>
internal static class IncomingCall
{
    private static readonly (string City, string State, string Zip)[] Places =
    [
        ("SAN FRANCISCO", "CA", "94105"),
        ("SALT LAKE CITY", "UT", "84101"),
        ("WINSTON-SALEM", "NC", "27101"),
        ("O'FALLON", "MO", "63366"),
        ("", "", ""),
    ];

    public static List<KeyValuePair<string, string>> Form(Target target, string from, string callSid, Random random)
    {
        var form = new List<KeyValuePair<string, string>>(32);
        void Add(string name, string value) => form.Add(new(name, value));
        Add("AccountSid", target.AccountSid);
        Add("ApiVersion", "2010-04-01");
        Add("CallSid", callSid);
        Add("CallStatus", "ringing");
        Add("CallToken", CallToken(target.AccountSid, callSid));
        Add("Direction", "inbound");
        Add("StirVerstat", random.Next(4) == 0 ? "TN-Validation-Passed-B" : "TN-Validation-Passed-A");
        var place = Places[random.Next(Places.Length)];
        foreach (var side in (ReadOnlySpan<string>)["From", "Caller"])
            AddParty(form, side, from, place);
        foreach (var side in (ReadOnlySpan<string>)["To", "Called"])
            AddParty(form, side, target.To, Places[0]);
        return form;
    }

    private static void AddParty(
        List<KeyValuePair<string, string>> form,
        string side,
        string number,
        (string City, string State, string Zip) place
    )
    {
        form.Add(new(side, number));
        form.Add(new($"{side}City", place.City));
        form.Add(new($"{side}Country", "US"));
        form.Add(new($"{side}State", place.State));
        form.Add(new($"{side}Zip", place.Zip));
    }

    private static string CallToken(string accountSid, string callSid) =>
        $$"""{"parentCallInfoToken":"{{callSid}}{{accountSid}}","identityHeaderTokens":[]}""";
}
