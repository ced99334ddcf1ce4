using System.CommandLine;
using System.Security.Cryptography;

namespace LoadGenerator.TextBacks;

/// <summary>load-generator text-back</summary>
internal static class TextBackCommand
{
    private const string About = """
        Calls businesses whose phones are busy or not answered, plays Twilio's API, too, and measures from the webhook
        that makes a call missed until the POST of its text is there. TWILIO_API_BASE_URL of the server must be
        http://127.0.0.1:<--sink-port>, and the businesses those of bench/textback/tenants.sql. Exit code 1 unless every
        call got one text and every webhook was answered.

        Examples:
          load-generator text-back --url http://localhost:3701 --account-sid AC... --auth-token ... --to +14155550100 \
            --sink-port 3799 --count 200                     (one call after the other)
          load-generator text-back ... --count 6000 --rate 200 --warmup 1000
        """;

    private static readonly Option<int> SinkPort = new("--sink-port")
    {
        Description = "Where Twilio's API is played.",
        Required = true,
    };
    private static readonly Option<int> Count = new("--count")
    {
        Description = "Calls that count.",
        DefaultValueFactory = _ => 200,
    };
    private static readonly Option<int> Warmup = new("--warmup") { Description = "Calls before these." };
    private static readonly Option<int> Tenants = new("--tenants")
    {
        Description = "Businesses that are called in turn.",
        DefaultValueFactory = _ => 2000,
    };
    private static readonly Option<int> Connections = new("--connections")
    {
        Description = "Keep-alive connections of the open loop.",
        DefaultValueFactory = _ => 64,
    };
    private static readonly Option<double?> Rate = new("--rate")
    {
        Description = "Open loop: calls per second at fixed times; what is measured counts from the time that was due.",
    };
    private static readonly Option<int?> Seed = new("--seed")
    {
        Description = "Decides call SIDs and what becomes of the dialing. Without it, one is drawn and printed.",
    };

    public static Command Create()
    {
        var target = new TargetOptions();
        var json = JsonFile.Option();
        var command = new Command("text-back", About)
        {
            SinkPort,
            Count,
            Warmup,
            Tenants,
            Connections,
            Rate,
            Seed,
            json,
        };
        target.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var sink = new TwilioSink(parsed.GetValue(SinkPort));
                var report = new TextBackRun(target.Read(parsed), ReadOptions(parsed), sink).Run(cancellation);
                Console.WriteLine(report);
                await JsonFile.WriteAsync(parsed.GetValue(json), report, cancellation);
                return report.IsGood ? 0 : 1;
            }
        );
        return command;
    }

    private static TextBackOptions ReadOptions(ParseResult parsed) =>
        new(
            parsed.GetValue(Count),
            parsed.GetValue(Warmup),
            parsed.GetValue(Tenants),
            parsed.GetValue(Connections),
            parsed.GetValue(Rate),
            parsed.GetValue(Seed) ?? RandomNumberGenerator.GetInt32(1, int.MaxValue)
        );
}
