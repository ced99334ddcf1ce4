using System.Collections.Concurrent;

namespace TwilioServer.Webhooks;

internal enum MinuteAnswer
{
    /// <summary>Told in this minute already.</summary>
    Known,
    First,

    /// <summary>Too many others came before it in this minute: the first that was not remembered.</summary>
    FirstTooMany,
}

/// <summary>Says whether something comes for the first time in its minute, and remembers a bounded number of things.</summary>
internal sealed class MinuteOnce<T>(int atMost)
    where T : notnull
{
    private Seen _seen = new(default);

    public MinuteAnswer Ask(DateTimeOffset minute, T thing)
    {
        var seen = Volatile.Read(ref _seen);
        if (seen.Minute != minute)
        {
            var fresh = new Seen(minute);
            var before = Interlocked.CompareExchange(ref _seen, fresh, seen);
            seen = before == seen ? fresh : before;
        }
        if (seen.Things.ContainsKey(thing))
            return MinuteAnswer.Known;
        if (Volatile.Read(ref seen.Count) >= atMost)
            return Interlocked.Exchange(ref seen.TooMany, 1) == 0 ? MinuteAnswer.FirstTooMany : MinuteAnswer.Known;
        if (!seen.Things.TryAdd(thing, true))
            return MinuteAnswer.Known;
        Interlocked.Increment(ref seen.Count);
        return MinuteAnswer.First;
    }

    private sealed class Seen(DateTimeOffset minute)
    {
        public int Count;
        public int TooMany;

        public DateTimeOffset Minute { get; } = minute;

        public ConcurrentDictionary<T, bool> Things { get; } = new();
    }
}
