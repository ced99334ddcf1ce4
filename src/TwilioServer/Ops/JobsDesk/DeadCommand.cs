using System.CommandLine;
using System.Text.Json;

namespace TwilioServer.Ops.JobsDesk;

/// <summary><c>jobs dead</c>: what was given up, and why.</summary>
internal static class DeadCommand
{
    public static Command Create()
    {
        var json = JobsCommand.Json();
        var kind = new Option<string?>("--kind") { Description = "Only jobs of this kind." };
        var limit = new Option<int>("--limit")
        {
            Description = "At most so many, the newest first.",
            DefaultValueFactory = _ => 50,
        };
        var command = new Command(
            "dead",
            """
            Lists jobs that were given up after their last attempt, with the last error.
            Exit code 0, whether there are any or not.

            Example: twilio-server jobs dead --kind message.send
            """
        )
        {
            kind,
            limit,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                ListAsync(parsed.GetValue(kind), parsed.GetValue(limit), parsed.GetValue(json), cancellation)
        );
        return command;
    }

    private static async Task<int> ListAsync(string? kind, int limit, bool asJson, CancellationToken cancellation)
    {
        if (limit < 1)
            throw new CommandException("--limit: expected a whole number from 1.");
        await using var dataSource = Database.Open();
        var dead = await new JobDesk(dataSource, new Ambient().Time).DeadAsync(kind, limit, cancellation);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(dead, JobsJson.Default.IReadOnlyListDeadJob));
            return 0;
        }
        if (dead.Count == 0)
            Console.WriteLine("No job is dead.");
        foreach (var job in dead)
            Console.WriteLine(
                $"{job.JobId}  {job.Kind}  {job.Attempts} attempts  died {JobsCommand.Moment(job.DiedAt)}  {FirstLine(job.LastError)}"
            );
        return 0;
    }

    private static string FirstLine(string? error) => error?.Split('\n')[0].Trim() ?? "";
}
