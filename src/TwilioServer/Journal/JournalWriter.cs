namespace TwilioServer.Journal;

/// <summary>
/// Takes what waits, commits it together, and takes what came meanwhile. What the database does not commit in time goes
/// to the spill, and is answered from what is known; events of our own wait, as long as it takes.
/// </summary>
/// <param name="spillAfter">What the database has not committed after this long is spilled, and so is what comes after it.</param>
/// <param name="spill">Null where there is none: then a delivery that finds no database is refused.</param>
internal sealed class JournalWriter(
    EntryQueue queue,
    JournalSession session,
    IEventSpill? spill,
    TimeSpan spillAfter,
    UndecidedReplies replies,
    TimeProvider time
) : IAsyncDisposable
{
    /// <summary>Enough to fill a transaction under load; more would only make the first of them wait.</summary>
    private const int MaxEntries = 256;

    /// <summary>A stream that somebody else holds is no outage: its deliveries are spilled alone, and later.</summary>
    private static readonly TimeSpan HeldPatience = TimeSpan.FromSeconds(2);

    /// <summary>Twilio gives up on a webhook after 15 s; an answer must leave well before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    private readonly WriterTurn _turn = new();
    private readonly List<JournalEntry> _waiting = [];
    private readonly List<JournalEntry> _own = [];
    private TimeSpan _pause = FirstPause;
    private long? _failingSince;

    private bool HasSpill => spill is { IsFailing: false };

    private bool IsSpilling => HasSpill && spill!.IsOpen;

    /// <summary>Runs until the queue is completed and empty.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // An empty transaction connects and readies the code, so that the first caller after a start does not wait for it.
        if (!IsSpilling)
            await session.CommitAsync([], Patience);
        while (await TakeAsync(cancellation))
        {
            if (IsSpilling)
                await SpillWaitingAsync();
            else
                await CommitWaitingAsync(cancellation);
            queue.Done(_turn);
        }
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    /// <summary>Takes what waits, when something does.</summary>
    /// <returns>False when nothing will come any more.</returns>
    private async ValueTask<bool> TakeAsync(CancellationToken cancellation)
    {
        if (_waiting.Count == 0)
        {
            var more = queue.WaitAsync(_turn);
            if (_own.Count > 0)
                await OwnsTurnAsync(more, cancellation);
            else if (!await more.WaitAsync(cancellation))
                return false;
        }
        if (!IsSpilling && _own.Count > 0)
        {
            _waiting.AddRange(_own);
            _own.Clear();
        }
        queue.Take(_turn, _waiting, MaxEntries);
        return true;
    }

    /// <summary>Until there is something to read, or the database takes our own events again.</summary>
    private async Task OwnsTurnAsync(Task<bool> more, CancellationToken cancellation)
    {
        var closed = IsSpilling ? spill!.Closed : Task.CompletedTask;
        await Task.WhenAny(more, closed);
        cancellation.ThrowIfCancellationRequested();
        if (more is { IsCompletedSuccessfully: true, Result: false })
            await closed.WaitAsync(cancellation);
    }

    private async Task CommitWaitingAsync(CancellationToken cancellation)
    {
        if (_waiting.Count == 0)
            return;
        var entries = _waiting.ToArray();
        _waiting.Clear();
        var startedAt = time.GetTimestamp();
        var (left, isAway) = await session.CommitAsync(entries, HasSpill ? TimeLeft() : Patience);
        if (!isAway)
            _failingSince = null;
        if (left.Count == 0)
        {
            _pause = FirstPause;
            return;
        }
        if (isAway)
            CountOutage(startedAt);
        await KeepOrGiveUpAsync(left, isAway);
        if (IsSpilling)
            return;
        await Task.Delay(_pause, time, cancellation);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private TimeSpan TimeLeft()
    {
        var left = _failingSince is { } since ? spillAfter - time.GetElapsedTime(since) : spillAfter;
        return left > LongestPause ? left : LongestPause;
    }

    private void CountOutage(long startedAt)
    {
        _failingSince ??= startedAt;
        if (time.GetElapsedTime(_failingSince.Value) < spillAfter || !HasSpill)
            return;
        _failingSince = null;
        spill!.Open();
    }

    /// <summary>Webhooks are answered in time; events of our own wait as long as it takes.</summary>
    private async Task KeepOrGiveUpAsync(IReadOnlyList<JournalEntry> entries, bool isAway)
    {
        List<JournalEntry>? aside = null;
        foreach (var entry in entries)
        {
            var waited = entry.Webhook is { } webhook ? time.GetElapsedTime(webhook.StartedAt) : TimeSpan.Zero;
            if (!isAway && HasSpill && waited > HeldPatience)
                (aside ??= []).Add(entry);
            else if (!HasSpill && waited > Patience)
                entry.Fail(new JournalUnavailableException("Neither the database nor the disk took it in time."));
            else
                _waiting.Add(entry);
        }
        if (aside is not null)
            await SpillAsync(aside);
    }

    private Task SpillWaitingAsync()
    {
        _own.AddRange(_waiting.Where(entry => entry.Webhook is null));
        _waiting.RemoveAll(entry => entry.Webhook is null);
        var entries = _waiting.ToArray();
        _waiting.Clear();
        return entries.Length == 0 ? Task.CompletedTask : SpillAsync(entries);
    }

    private async Task SpillAsync(IReadOnlyList<JournalEntry> entries)
    {
        SpilledDelivery[] spilled = [.. entries.Select(entry => new SpilledDelivery(entry, replies.ReplyTo(entry)))];
        try
        {
            await spill!.AppendAsync(spilled);
            CrashPoints.Reach(CrashPoints.SpillAfterAppend);
        }
        catch (SpillException)
        {
            // The spill has said why. The database gets another chance, for as long as a webhook can wait.
            _waiting.AddRange(entries);
            return;
        }
        foreach (var (entry, reply) in spilled)
            entry.Complete(new JournalReply(JournalOutcome.Spilled, reply));
    }
}
