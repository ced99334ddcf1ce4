using System.Text.Json;
using TwilioEmulator;
using TwilioEmulator.Webhooks;

namespace TwilioServer.Tests.Emulator.Rest;

/// <summary>Who may ask for what: accounts, sub-accounts, tokens and keys.</summary>
public sealed class AccountTests : EmulatorTest
{
    private const string Promote = "/accounts.twilio.com/v1/AuthTokens/Promote";
    private const string Secondary = "/accounts.twilio.com/v1/AuthTokens/Secondary";

    private static string Token => EmulatorOptions.DemoAuthToken;

    [Fact]
    public async Task A_parent_reaches_its_subaccount_and_not_the_other_way_round()
    {
        var (sub, token) = await Subaccount();
        Assert.Equal(200, await Status("GET", $"/2010-04-01/Accounts/{sub}/Calls.json", $"{Account}:{Token}"));
        Assert.Equal(200, await Status("GET", $"/2010-04-01/Accounts/{sub}/Calls.json", $"{sub}:{token}"));
        Assert.Equal(404, await Status("GET", $"/2010-04-01/Accounts/{Account}/Calls.json", $"{sub}:{token}"));
        Assert.Equal(401, await Status("GET", $"/2010-04-01/Accounts/{sub}/Calls.json", $"{sub}:{Token}"));
    }

    [Fact]
    public async Task A_subaccount_has_things_of_its_own()
    {
        var (sub, token) = await Subaccount();
        var numbers = $"/2010-04-01/Accounts/{sub}/IncomingPhoneNumbers.json";
        var (_, number) = await Send(
            "POST",
            numbers,
            $"{Account}:{Token}",
            ("PhoneNumber", "+13035550142"),
            ("VoiceUrl", At("/sub-voice"))
        );
        Assert.Equal(sub, number.GetProperty("account_sid").GetString());
        var (_, mine) = await Rest("GET", "/IncomingPhoneNumbers.json");
        Assert.Single(mine.GetProperty("incoming_phone_numbers").EnumerateArray());
        TheApp.Twiml("/sub-voice", "<Hangup/>");
        await Call(new { from = Caller, to = "+13035550142" });
        var asked = TheApp.Single("/sub-voice");
        Assert.Equal(sub, asked["AccountSid"]);
        Assert.Equal(Signed(asked, token), asked.Headers["X-Twilio-Signature"]);
        var (_, calls) = await Rest("GET", "/Calls.json");
        Assert.Empty(calls.GetProperty("calls").EnumerateArray());
    }

    [Fact]
    public async Task A_suspended_account_is_let_in_no_more()
    {
        var (sub, token) = await Subaccount();
        var path = $"/2010-04-01/Accounts/{sub}.json";
        await Send("POST", path, $"{Account}:{Token}", ("Status", "suspended"));
        var (status, error) = await Send("GET", path, $"{sub}:{token}");
        Assert.Equal((401, 20005), (status, error.GetProperty("code").GetInt32()));
        await Send("POST", path, $"{Account}:{Token}", ("Status", "closed"));
        var (reopened, _) = await Send("POST", path, $"{Account}:{Token}", ("Status", "active"));
        Assert.Equal(400, reopened);
    }

    [Fact]
    public async Task A_standard_key_may_do_all_but_accounts_and_keys()
    {
        var (_, key) = await Rest("POST", "/Keys.json", ("FriendlyName", "Deployment"));
        var credentials = $"{Text(key, "sid")}:{Text(key, "secret")}";
        var prefix = $"/2010-04-01/Accounts/{Account}";
        Assert.Equal(200, await Status("GET", prefix + "/IncomingPhoneNumbers.json?PageSize=1", credentials));
        foreach (var path in new[] { "/2010-04-01/Accounts.json", prefix + ".json", prefix + "/Keys.json", Secondary })
        {
            var (status, error) = await Send("GET", path, credentials);
            Assert.Equal((401, 20003), (status, error.GetProperty("code").GetInt32()));
            Assert.Equal("Authenticate", Text(error, "message"));
        }
        var (_, shown) = await Rest("GET", $"/Keys/{Text(key, "sid")}.json");
        Assert.False(shown.TryGetProperty("secret", out _));
        await Rest("DELETE", $"/Keys/{Text(key, "sid")}.json");
        Assert.Equal(401, await Status("GET", prefix + "/Calls.json", credentials));
    }

    [Fact]
    public async Task A_main_key_may_do_all()
    {
        var key = await Control("POST", "/keys", new { type = "main" });
        var credentials = $"{Text(key, "sid")}:{Text(key, "secret")}";
        Assert.Equal(200, await Status("GET", $"/2010-04-01/Accounts/{Account}/Keys.json", credentials));
        Assert.Equal(401, await Status("GET", $"/2010-04-01/Accounts/{Account}/Keys.json", Text(key, "sid") + ":x"));
    }

    [Fact]
    public async Task Both_tokens_open_the_api_and_the_primary_one_signs_until_the_promotion()
    {
        var (created, json) = await Send("POST", Secondary, $"{Account}:{Token}");
        var second = Text(json, "secondary_auth_token");
        Assert.Equal(201, created);
        Assert.Equal(200, await Status("GET", $"/2010-04-01/Accounts/{Account}/Calls.json", $"{Account}:{second}"));
        await Call();
        var before = TheApp.All("/voice")[^1];
        Assert.Equal(Signed(before, Token), before.Headers["X-Twilio-Signature"]);
        var (promoted, answer) = await Send("POST", Promote, $"{Account}:{Token}");
        Assert.Equal((200, second), (promoted, Text(answer, "auth_token")));
        await Call();
        var after = TheApp.All("/voice")[^1];
        Assert.Equal(Signed(after, second), after.Headers["X-Twilio-Signature"]);
        Assert.Equal(401, await Status("GET", $"/2010-04-01/Accounts/{Account}/Calls.json", $"{Account}:{Token}"));
        Assert.Equal(404, await Status("POST", Promote, $"{Account}:{second}"));
    }

    private async Task<(string Sid, string Token)> Subaccount()
    {
        var (_, json) = await Send("POST", "/2010-04-01/Accounts.json", $"{Account}:{Token}", ("FriendlyName", "Sub"));
        return (Text(json, "sid"), Text(json, "auth_token"));
    }

    private async Task<int> Status(string method, string path, string credentials) =>
        (await Send(method, path, credentials)).Status;

    private string Signed(ReceivedWebhook webhook, string token) =>
        WebhookSigner.Sign(token, At(webhook.Path), webhook.Parameters);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
