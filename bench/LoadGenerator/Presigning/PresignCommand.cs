using System.CommandLine;
using System.Security.Cryptography;
using LoadGenerator.Twilio;

namespace LoadGenerator.Presigning;

/// <summary>load-generator presign</summary>
internal static class PresignCommand
{
    private const string About = """
        Writes signed incoming-call webhooks, each of a call of its own, as complete HTTP requests, for a generator that
        only sends (bench/wrk/webhooks.lua). They are dealt out over OUT.0, OUT.1, ..., one file per sending thread; in a
        file each request follows its length, written with five digits.

        Example:
          load-generator presign --url http://localhost:3701 --account-sid AC... --auth-token ... --to +14155550100 \
            --count 200000 --files 2 --seed 1 --out .local/bench/requests
        """;

    private static readonly Option<int> Count = new("--count") { Description = "Webhooks.", Required = true };
    private static readonly Option<int> Files = new("--files")
    {
        Description = "Files to deal them out over.",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<FileInfo> Out = new("--out")
    {
        Description = "The files' common name, before the dot and the number.",
        Required = true,
    };
    private static readonly Option<int?> Seed = new("--seed")
    {
        Description = "Decides call SIDs and callers. Without it, one is drawn and printed.",
    };

    public static Command Create()
    {
        var target = new TargetOptions();
        var command = new Command("presign", About) { Count, Files, Out, Seed };
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            var seed = parsed.GetValue(Seed) ?? RandomNumberGenerator.GetInt32(1, int.MaxValue);
            var factory = new WebhookFactory(target.Read(parsed), seed);
            var bytes = RequestFiles.Write(
                factory,
                parsed.GetRequiredValue(Out).FullName,
                parsed.GetValue(Files),
                parsed.GetValue(Count)
            );
            Console.WriteLine($"presigned   {parsed.GetValue(Count):N0} webhooks, {bytes:N0} bytes, seed {seed}");
        });
        return command;
    }
}
