using Npgsql;
using TwilioServer.FeatureFlags;
using TwilioServer.Jobs;
using TwilioServer.Storage;
using TwilioServer.TwilioApi;

namespace TwilioServer.Recordings;

/// <summary>
/// Makes the recordings of calls under way follow the flag: paused where recording was switched off, going on where it was
/// switched on again (https://www.twilio.com/docs/voice/api/recording#pause). The flag alone acts within a call; all else
/// is as it was when the call began.
/// </summary>
/// <param name="clients">The API below the account that a tenant's calls are in.</param>
public sealed partial class PauseRecordingsHandler(
    NpgsqlDataSource dataSource,
    FeatureDirectory features,
    Func<Guid, IReadOnlyList<ITwilioApi>> clients,
    ILogger<PauseRecordingsHandler> logger
) : IJobHandler
{
    private const int AtOnce = 8;

    public string Kind => "recording.pause";

    public int Concurrency => 1;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        await features.ReloadAsync(cancellation);
        var calls = await ReadAsync(cancellation);
        var failed = 0;
        await Parallel.ForEachAsync(
            calls,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (call, _) =>
            {
                if (!await FollowAsync(call.CallSid, call.TenantId))
                    Interlocked.Increment(ref failed);
            }
        );
        if (calls.Count > 0)
            Log.Followed(logger, calls.Count - failed);
        return failed == 0
            ? JobResult.Done
            : throw new InvalidOperationException($"{failed} recordings could not be reached at Twilio.");
    }

    /// <returns>False where Twilio could not be asked.</returns>
    private async Task<bool> FollowAsync(string callSid, Guid tenantId)
    {
        var isOn = features.For(tenantId).Features.HasFlag(Features.CallRecording);
        KeyValuePair<string, string>[] form = isOn
            ? [new("Status", "in-progress")]
            : [new("Status", "paused"), new("PauseBehavior", "skip")];
        foreach (var twilio in clients(tenantId))
        {
            // Refused: nothing is being recorded in this account (any more). A recording that begins later asks again.
            var result = await twilio.PostAsync($"Calls/{callSid}/Recordings/Twilio.CURRENT.json", form);
            if (result is TwilioResult.NotProcessed or TwilioResult.Ambiguous)
                return false;
            if (result is TwilioResult.Succeeded)
                break;
        }
        return true;
    }

    private async Task<IReadOnlyList<(string CallSid, Guid TenantId)>> ReadAsync(CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(Sql.Load("Recordings/recorded-calls"));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var calls = new List<(string, Guid)>();
        while (await reader.ReadAsync(cancellation))
            calls.Add((reader.GetString(0), reader.GetGuid(1)));
        return calls;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Recording was switched; {Calls} recorded calls under way were told")]
        public static partial void Followed(ILogger logger, int calls);
    }
}
