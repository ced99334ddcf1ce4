using System.CommandLine;
using System.Text.Json;

namespace TwilioServer.Ops.JobsDesk;

/// <summary><c>jobs retry</c>: gives work that was given up another chance.</summary>
internal static class RetryCommand
{
    public static Command Create()
    {
        var json = JobsCommand.Json();
        var id = new Argument<long?>("ID")
        {
            Description = "The job, dead or canceled.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var kind = new Option<string?>("--kind") { Description = "All dead jobs of this kind, instead of one." };
        var attempts = new Option<int>("--attempts")
        {
            Description = "How often each may be tried now.",
            DefaultValueFactory = _ => 5,
        };
        var command = new Command(
            "retry",
            """
            Runs a job again that is dead or canceled, or all dead jobs of a kind. What a job was to do may be
            out of date: a text that has expired is not sent by this.
            Exit code 0 when at least one job will run; 1 when none will.

            Examples: twilio-server jobs retry 4711
                      twilio-server jobs retry --kind message.lookup
            """
        )
        {
            id,
            kind,
            attempts,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RetryAsync(
                    parsed.GetValue(id),
                    parsed.GetValue(kind),
                    parsed.GetValue(attempts),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command;
    }

    private static async Task<int> RetryAsync(
        long? id,
        string? kind,
        int attempts,
        bool asJson,
        CancellationToken cancellation
    )
    {
        if (id is null == kind is null)
            throw new CommandException("Name either a job's id or a --kind. See: twilio-server jobs retry --help");
        if (attempts < 1)
            throw new CommandException("--attempts: expected a whole number from 1.");
        await using var dataSource = Database.Open();
        var retried = await new JobDesk(dataSource, new Ambient().Time).RetryAsync(id, kind, attempts, cancellation);
        if (retried.Count == 0)
            throw new CommandException(
                id is null
                    ? "No such job is dead, or another with the same key waits or runs. See: twilio-server jobs dead"
                    : "That job is neither dead nor canceled, or another with the same key waits or runs."
            );
        Console.WriteLine(
            asJson
                ? JsonSerializer.Serialize(new RetriedJobs(retried), JobsJson.Default.RetriedJobs)
                : $"{retried.Count} {(retried.Count == 1 ? "job runs" : "jobs run")} again: {string.Join(", ", retried)}"
        );
        return 0;
    }
}
