using System.Text.Json;

namespace TwilioServer.Scenarios.Harness;

/// <summary>Webhooks that a test sends by itself, signed by the emulator as Twilio would.</summary>
public static class Webhook
{
    public sealed record Answer(int Status, string Body);

    public static async Task<Answer> VoiceAsync(Stack stack, string to, string from, string callSid) =>
        (await SendAsync(stack, "/webhooks/voice", Parameters(to, from, callSid, "ringing")))[0];

    public static Task<IReadOnlyList<Answer>> SendAsync(
        Stack stack,
        string path,
        IReadOnlyDictionary<string, string> parameters,
        int times = 1,
        bool concurrently = false
    ) => SendAsync(stack, new Uri(stack.ServerUrl, path), parameters, times, concurrently);

    public static async Task<IReadOnlyList<Answer>> SendAsync(
        Stack stack,
        Uri url,
        object parameters,
        int times = 1,
        bool concurrently = false
    )
    {
        var answers = await stack.Emulator.PostAsync(
            "webhooks/send",
            new
            {
                url,
                parameters,
                times,
                concurrently,
            }
        );
        return
        [
            .. List(answers)
                .Select(answer => new Answer(
                    answer.GetProperty("status").GetInt32(),
                    answer.GetProperty("body").GetString()!
                )),
        ];
    }

    /// <summary>The parameters that every webhook of a call has.</summary>
    public static Dictionary<string, string> Parameters(string to, string from, string callSid, string callStatus) =>
        new(StringComparer.Ordinal)
        {
            ["AccountSid"] = Stack.AccountSid,
            ["ApiVersion"] = "2010-04-01",
            ["CallSid"] = callSid,
            ["CallStatus"] = callStatus,
            ["Called"] = to,
            ["Caller"] = from,
            ["Direction"] = "inbound",
            ["From"] = from,
            ["To"] = to,
        };

    private static IEnumerable<JsonElement> List(JsonElement answers) =>
        (answers.ValueKind == JsonValueKind.Array ? answers : answers.EnumerateObject().First().Value).EnumerateArray();
}
