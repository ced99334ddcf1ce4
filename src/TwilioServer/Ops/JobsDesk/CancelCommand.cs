using System.CommandLine;
using System.Text.Json;

namespace TwilioServer.Ops.JobsDesk;

/// <summary><c>jobs cancel</c>: work that nobody wants any more.</summary>
internal static class CancelCommand
{
    public static Command Create()
    {
        var json = JobsCommand.Json();
        var id = new Argument<long>("ID") { Description = "The job, waiting or running." };
        var command = new Command(
            "cancel",
            """
            Cancels a job that waits. One that runs is asked to stop, and does where that is safe: a text whose
            request to Twilio has left is not stopped half-way.
            Exit code 0 when it is canceled or was asked; 1 when there is no such job, or it has ended.

            Example: twilio-server jobs cancel 4711
            """
        )
        {
            id,
            json,
        };
        command.SetAction(
            (parsed, cancellation) => CancelAsync(parsed.GetValue(id), parsed.GetValue(json), cancellation)
        );
        return command;
    }

    private static async Task<int> CancelAsync(long id, bool asJson, CancellationToken cancellation)
    {
        await using var dataSource = Database.Open();
        var state =
            await new JobDesk(dataSource, new Ambient().Time).CancelAsync(id, cancellation)
            ?? throw new CommandException($"There is no job {id} that waits or runs.");
        if (asJson)
            Console.WriteLine(JsonSerializer.Serialize(new CanceledJob(id, state), JobsJson.Default.CanceledJob));
        else if (state == "canceled")
            Console.WriteLine($"Job {id} is canceled.");
        else
            Console.WriteLine($"Job {id} runs: it was asked to stop. See: twilio-server jobs");
        return 0;
    }
}
