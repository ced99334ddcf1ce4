using TwilioServer.Calls;
using TwilioServer.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Journal;

/// <summary>Which writer begins, and when.</summary>
public sealed class EntryQueueTests : IDisposable
{
    private readonly EntryQueue _queue = new(capacity: 8, new StoppedTimers());
    private readonly WriterTurn _first = new();
    private readonly WriterTurn _second = new();

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_writer_begins_with_the_first_delivery_when_nobody_works()
    {
        var turn = _queue.WaitAsync(_first);
        Assert.False(turn.IsCompleted);
        Add(1);
        Assert.True(await turn.Soon());
        Assert.Equal(1, Take(_first));
    }

    [Fact]
    public async Task A_second_writer_begins_when_as_many_wait_as_the_first_has()
    {
        await FirstTakesAsync(3);
        var turn = _queue.WaitAsync(_second);
        Add(2);
        Assert.False(turn.IsCompleted);
        Add(1);
        Assert.True(await turn.Soon());
        Assert.Equal(3, Take(_second));
    }

    [Fact]
    public async Task A_second_writer_begins_when_the_first_is_done()
    {
        await FirstTakesAsync(3);
        var turn = _queue.WaitAsync(_second);
        Add(1);
        Assert.False(turn.IsCompleted);
        _queue.Done(_first);
        Assert.True(await turn.Soon());
    }

    /// <summary>The same as before, but with timers that run: nobody waits for a writer that hangs.</summary>
    [Fact]
    public async Task A_second_writer_begins_after_a_while_although_the_first_hangs()
    {
        using var queue = new EntryQueue(capacity: 8, TimeProvider.System);
        var first = queue.WaitAsync(_first);
        for (var i = 0; i < 3; i++)
            queue.TryAdd(JournalHarness.Delivery(i, new VoiceReceived()));
        await first.Soon();
        queue.Take(_first, [], most: 8);
        var second = queue.WaitAsync(_second);
        queue.TryAdd(JournalHarness.Delivery(4, new VoiceReceived()));
        Assert.True(await second.Soon());
    }

    [Fact]
    public void What_has_no_room_is_refused_at_once()
    {
        Add(8);
        Assert.False(TryAdd());
    }

    [Fact]
    public async Task Who_waits_for_room_gets_it_when_a_writer_takes()
    {
        Add(8);
        var turn = _queue.WaitAsync(_first);
        var own = _queue.AddAsync(Delivery(), CancellationToken.None);
        Assert.False(own.IsCompleted);
        await turn.Soon();
        Take(_first);
        await own.Soon();
    }

    [Fact]
    public async Task After_the_end_what_waits_is_still_taken_and_nothing_more_comes()
    {
        await FirstTakesAsync(3);
        var turn = _queue.WaitAsync(_second);
        Add(1);
        _queue.Complete();
        Assert.True(await turn.Soon());
        Assert.False(TryAdd());
        Assert.Equal(1, Take(_second));
        Assert.False(await _queue.WaitAsync(_second));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _queue.AddAsync(Delivery(), CancellationToken.None));
    }

    private async Task FirstTakesAsync(int entries)
    {
        Add(entries);
        await _queue.WaitAsync(_first).Soon();
        Assert.Equal(entries, Take(_first));
    }

    private void Add(int entries)
    {
        for (var i = 0; i < entries; i++)
            Assert.True(TryAdd());
    }

    private bool TryAdd() => _queue.TryAdd(Delivery());

    private int Take(WriterTurn turn)
    {
        var taken = new List<JournalEntry>();
        _queue.Take(turn, taken, most: 8);
        return taken.Count;
    }

    private static JournalEntry Delivery() => JournalHarness.Delivery(1, new VoiceReceived());

    /// <summary>So that only deliveries and writers decide, however slow the machine is.</summary>
    private sealed class StoppedTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Stopped();

        private sealed class Stopped : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
