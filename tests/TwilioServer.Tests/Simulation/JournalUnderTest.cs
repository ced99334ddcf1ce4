using System.Text.RegularExpressions;
using TwilioServer.Jobs;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Tests.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Simulation;

/// <summary>A journal with its tables, whichever keeps them: what both must do alike.</summary>
internal abstract partial class JournalUnderTest : IAsyncDisposable
{
    public abstract IJournal Journal { get; }

    public abstract OwnEvents Own { get; }

    /// <summary>Claims the due jobs of a kind for a node of its own, by the number that their message goes to.</summary>
    public abstract Task<IReadOnlyDictionary<string, Job>> ClaimAsync(string kind);

    /// <summary>Another transaction holds a stream until the result is disposed of.</summary>
    public abstract Task<IAsyncDisposable> HoldAsync(string streamKey);

    /// <summary>Gives a job to somebody else.</summary>
    public abstract Task StealAsync(Job job);

    /// <summary>All rows of these calls, one a line, without ids that differ between journals.</summary>
    protected abstract Task<IEnumerable<string>> RowsAsync(string[] callSids);

    public async Task<IReadOnlyList<string>> RowsAsync(params int[] calls) =>
        [
            .. (await RowsAsync([.. calls.Select(JournalHarness.Sid)]))
                .Select(row => CallId().Replace(row, "c=#"))
                .Order(StringComparer.Ordinal),
        ];

    public Task<JournalReply> AskAsync(Job job) => AppendAsync(job, new SendRequested(), permission: true);

    public Task<JournalReply> AppendAsync(
        Job job,
        MessageEvent happened,
        bool permission = false,
        JobEnd? end = null
    ) =>
        Own.AppendAsync(
            job,
            StreamKind.Message,
            MessageState.KeyOf(MessageJobs.Parse(job.Payload).IntentId),
            happened.Type,
            happened,
            happened is SendSettled settled ? SendSettledJson.Write(settled) : "{}",
            permission,
            end,
            contact: new ContactKey(Samples.TenantId, MessageJobs.Parse(job.Payload).To),
            occasion: happened.ToString()
        );

    public abstract ValueTask DisposeAsync();

    [GeneratedRegex("c=[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CallId();
}
