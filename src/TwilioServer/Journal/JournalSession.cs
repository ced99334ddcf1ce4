using System.Diagnostics.CodeAnalysis;

namespace TwilioServer.Journal;

/// <summary>
/// Commits groups within a time. When it is over, the statement that runs is cancelled, so that it does not commit
/// behind our back; a connection on which even that gets no answer is left behind and replaced. (Should it commit after
/// all, its events are known by their identities when they come again.)
/// </summary>
internal sealed class JournalSession(Func<JournalCommitter> create, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long a cancelled statement has to say that it ended.</summary>
    private static readonly TimeSpan CancelGrace = TimeSpan.FromMilliseconds(200);

    private readonly List<Task> _abandoned = [];
    private JournalCommitter _committer = create();
    private CancellationTokenSource _deadline = new();

    public async Task<CommitResult> CommitAsync(IReadOnlyList<JournalEntry> entries, TimeSpan within)
    {
        _deadline.CancelAfter(within);
        var attempt = _committer.CommitAsync(entries, _deadline.Token);
        try
        {
            return await attempt.WaitAsync(within + CancelGrace, time);
        }
        catch (TimeoutException)
        {
            _abandoned.RemoveAll(task => task.IsCompleted);
            _abandoned.Add(EndAsync(_committer, attempt, _deadline));
            _committer = create();
            _deadline = new CancellationTokenSource();
            return new CommitResult([.. entries.Where(entry => !entry.Reply.IsCompleted)], IsAway: true);
        }
        finally
        {
            Rearm();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _committer.DisposeAsync();
        _deadline.Dispose();
        // A connection that answers nothing does not keep the process from ending.
        await Task.WhenAll(_abandoned)
            .WaitAsync(CancelGrace, time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Rearm()
    {
        if (_deadline.TryReset())
            return;
        _deadline.Dispose();
        _deadline = new CancellationTokenSource();
    }

    [SuppressMessage("Usage", "VSTHRD003", Justification = "The attempt was started by this session.")]
    private static async Task EndAsync(JournalCommitter committer, Task attempt, CancellationTokenSource deadline)
    {
        await attempt;
        await committer.DisposeAsync();
        deadline.Dispose();
    }
}
