using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace TwilioServer.Ops.JobsDesk;

/// <summary><c>jobs</c>: the work that waits, runs, was done or was given up.</summary>
internal static class JobsCommand
{
    private const int Width = 28;

    public static Command Create()
    {
        var json = Json();
        var command = new Command(
            "jobs",
            """
            Lists jobs by kind and state, with the moment since when the oldest is due, runs, or has ended.
            Exit code 0; 1 when the database cannot be asked.

            Example: twilio-server jobs --json
            """
        )
        {
            json,
            DeadCommand.Create(),
            RetryCommand.Create(),
            CancelCommand.Create(),
        };
        command.SetAction((parsed, cancellation) => ListAsync(parsed.GetValue(json), cancellation));
        return command;
    }

    public static Option<bool> Json() => new("--json") { Description = "Prints JSON, for programs." };

    public static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static async Task<int> ListAsync(bool asJson, CancellationToken cancellation)
    {
        await using var dataSource = Database.Open();
        var counts = await new JobDesk(dataSource, new Ambient().Time).CountAsync(cancellation);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(counts, JobsJson.Default.IReadOnlyListJobCount));
            return 0;
        }
        if (counts.Count == 0)
            Console.WriteLine("There are no jobs.");
        else
            Console.WriteLine($"{"KIND", -Width} {"STATE", -10} {"JOBS", 9}  OLDEST SINCE");
        foreach (var count in counts)
            Console.WriteLine($"{count.Kind, -Width} {count.State, -10} {count.Jobs, 9}  {Moment(count.Since)}");
        return 0;
    }
}
