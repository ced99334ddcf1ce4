using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using TwilioServer.Calls;
using TwilioServer.Configuration;
using TwilioServer.FeatureFlags;
using TwilioServer.Replay;
using TwilioServer.Tenants;

namespace TwilioServer.Ops;

/// <summary><c>replay</c>: a call from its log, step by step, decided again by this build.</summary>
internal static partial class ReplayCommand
{
    private const int NotFound = 2;

    public static Command Create()
    {
        var sid = new Argument<string>("CallSid")
        {
            Description = "The call, such as CA0123456789abcdef0123456789abcdef.",
        };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object instead." };
        var numbers = new Option<bool>("--show-numbers") { Description = "Shows phone numbers whole." };
        var command = new Command(
            "replay",
            """
            Tells a call from webhook_logs and its events, step by step: what came, what it changed, what was answered;
            and says where this build's decider would answer differently with the tenant's settings of today. Writes
            nothing and calls nobody. Needs DATABASE_URL.
            Exit code 0 when all is the same, 1 when something differs, 2 when the call is not known.

            Example: twilio-server replay CA0123456789abcdef0123456789abcdef
            """
        )
        {
            sid,
            json,
            numbers,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetRequiredValue(sid), parsed.GetValue(json), parsed.GetValue(numbers), cancellation)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string callSid,
        bool asJson,
        bool showsNumbers,
        CancellationToken cancellation
    )
    {
        await using var dataSource = Database.Open();
        if (await new HistoryStore(dataSource).FindAsync(callSid, cancellation) is not { } history)
        {
            await Console.Error.WriteLineAsync(
                $"twilio-server: No call {callSid} is known. A SID is CA and 32 hexadecimal digits."
            );
            return NotFound;
        }
        var tenants = new TenantDirectory(dataSource);
        await tenants.ReloadAsync(cancellation);
        var reader = new SettingsReader(Environment.GetEnvironmentVariable);
        var rules = CallRules.Read(reader);
        reader.ThrowOnProblems();
        var replayed = CallReplay.Run(
            history,
            tenants.Find(history.Stream.TenantId) is { } tenant
                ? new CallSurroundings(tenant, CallConditions.Usual, rules)
                : null
        );
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        if (asJson)
            text.WriteLine(JsonSerializer.Serialize(replayed, ReplayJson.Default.ReplayedCall));
        else
            Print(replayed, text);
        Console.Write(showsNumbers ? text.ToString() : Masked(text.ToString()));
        return replayed.IsSame ? 0 : 1;
    }

    /// <summary>Output like this is pasted into tickets: the numbers in it are nobody's business there.</summary>
    private static string Masked(string text) => Number().Replace(text, match => PhoneNumber.Masked(match.Value));

    [GeneratedRegex(@"(\+|\\u002B)[1-9][0-9]{6,14}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    private static void Print(ReplayedCall call, TextWriter output)
    {
        foreach (var step in call.Steps)
            Print(step, output);
        foreach (var difference in call.Differences)
            output.WriteLine("DIFFERS  " + difference);
        output.WriteLine(
            call.IsSame
                ? $"{call.Steps.Count} events: this build answers all of them as they were answered."
                : "This build answers differently."
        );
    }

    private static void Print(ReplayedStep step, TextWriter output)
    {
        var at = step.At.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var repeats = step.Repeats > 0 ? $", repeated {step.Repeats} times without effect" : "";
        output.WriteLine(
            $"{step.Sequence, 3}  {at}  {step.Delivery}: {step.Type}, {step.StageBefore} -> {step.StageAfter}{repeats}"
        );
        if (step.Reply is not null)
            output.WriteLine($"       answered  {step.Reply}");
        if (!step.IsSame)
            output.WriteLine($"DIFFERS  today     {step.ReplyToday ?? "nothing"}");
        if (step.OtherSettings)
            output.WriteLine("       the tenant's settings have changed since");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReplayedCall))]
internal sealed partial class ReplayJson : JsonSerializerContext;
