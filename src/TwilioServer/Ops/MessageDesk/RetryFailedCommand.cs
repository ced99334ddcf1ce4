using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using TwilioServer.Messages;
using TwilioServer.Ops.FeatureDesk;
using TwilioServer.Ops.JobsDesk;

namespace TwilioServer.Ops.MessageDesk;

/// <summary><c>retry-failed-sms</c>: texts that were lost for a reason that passes go out again, in batches.</summary>
internal static class RetryFailedCommand
{
    public static Command Create()
    {
        var batch = Number("--batch-size", 10, 1, 1000, "How many go at once: 1 to 1,000.");
        var delay = Number("--delay", 1000, 0, 3_600_000, "Milliseconds between two batches: 0 to 3,600,000.");
        var hours = Number("--hours", 24, 1, 720, "How far back to look, in hours: 1 to 720.");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only shows what would be retried." };
        var (tenant, json) = (FeaturesCommand.TenantOption(), JobsCommand.Json());
        var command = new Command(
            "retry-failed-sms",
            """
            Sends texts again that Twilio or a carrier refused or lost for a reason that passes (a full queue, a phone that
            was off, a limit of the day). Each is followed by one new text at most, in the recipient's hours, if the
            recipient has not opted out. A text whose outcome is unknown is never retried: it may have arrived.
            A running service does the work; this command says what will be done.

            Example: twilio-server retry-failed-sms --batch-size 10 --delay 1000
            """
        )
        {
            batch,
            delay,
            hours,
            dryRun,
            tenant,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using var dataSource = Database.Open();
                var desk = new RetryDesk(dataSource, new Ambient().Time);
                var lost = await desk.FindAsync(
                    TimeSpan.FromHours(parsed.GetValue(hours)),
                    parsed.GetValue(tenant),
                    cancellation
                );
                if (!parsed.GetValue(dryRun))
                    await desk.QueueAsync(
                        lost,
                        parsed.GetValue(batch),
                        TimeSpan.FromMilliseconds(parsed.GetValue(delay)),
                        cancellation
                    );
                Console.WriteLine(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(lost, RetryDeskJson.Default.IReadOnlyListLostMessage)
                        : Summary(lost, parsed.GetValue(batch), parsed.GetValue(delay), parsed.GetValue(dryRun))
                );
                return 0;
            }
        );
        return command;
    }

    private static string Summary(IReadOnlyList<LostMessage> lost, int batch, int delay, bool isDry)
    {
        if (lost.Count == 0)
            return "There is no text that may be retried.";
        var kinds = lost.GroupBy(one => one.ErrorCode)
            .OrderByDescending(group => group.Count())
            .Select(group => $"  {group.Key}: {group.Count()}");
        var batches = (lost.Count + batch - 1) / batch;
        return $"{lost.Count} texts {(isDry ? "would be" : "are")} retried, {batches} batches of up to {batch}, {delay} ms apart. By error:"
            + Environment.NewLine
            + string.Join(Environment.NewLine, kinds);
    }

    private static Option<int> Number(string name, int usual, int least, int most, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
                result.AddError($"{name}: expected {least:N0} to {most:N0}.");
        });
        return option;
    }
}

/// <summary>A text that may be retried.</summary>
internal sealed record LostMessage(
    [property: JsonIgnore] long MessageId,
    Guid Id,
    Guid TenantId,
    string Class,
    int ErrorCode,
    DateTimeOffset CreatedAt
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<LostMessage>))]
internal sealed partial class RetryDeskJson : JsonSerializerContext;
