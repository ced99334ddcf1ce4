using System.Diagnostics;
using LoadGenerator.Http;
using LoadGenerator.Twilio;
using LoadGenerator.Webhooks;

namespace LoadGenerator.TextBacks;

/// <param name="Rate">Calls a second at fixed times; null: one after the other, each when the text of the one before has come.</param>
internal sealed record TextBackOptions(int Count, int Warmup, int Tenants, int Connections, double? Rate, int Seed);

/// <summary>Calls come in, ring a second, are not answered, and end a second later.</summary>
internal sealed class TextBackRun(Target target, TextBackOptions options, TwilioSink sink)
{
    private const int StackBytes = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Between calls of the idle run: the service is to have fallen asleep again.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan PauseSpread = TimeSpan.FromMilliseconds(250);
    private static readonly ManualResetEventSlim Never = new(initialState: false, spinCount: 0);

    private readonly Uri _status = new(target.Webhook, "/webhooks/voice/status");
    private int _bad;

    public TextBackReport Run(CancellationToken cancellation)
    {
        var calls = new BenchCalls(target, options.Tenants, options.Seed).Make(options.Warmup + options.Count);
        foreach (var call in calls)
            sink.Expect(call);
        var answered = new long[calls.Length];
        GC.Collect();
        var began = Stopwatch.GetTimestamp();
        if (options.Rate is { } rate)
            InOpenLoop(calls, answered, rate, cancellation);
        else
            OneAfterTheOther(calls, answered, cancellation);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        foreach (var call in calls)
            call.Texted.Wait(Patience, cancellation);
        var counted = calls[options.Warmup..];
        return new TextBackReport(
            options,
            counted.Length,
            counted.Count(call => call.Texts == 0),
            calls.Count(call => call.Texts > 1),
            _bad,
            sink.Others,
            Math.Round(seconds, 1),
            Spread.Of(counted.Where(call => call.Texts > 0).Select(call => call.TextedAt - call.MissedAt)),
            Spread.Of(answered[options.Warmup..])
        );
    }

    private void OneAfterTheOther(BenchCall[] calls, long[] answered, CancellationToken cancellation)
    {
        var random = new Random(options.Seed);
        using var connection = new Connection(target.Webhook);
        for (var i = 0; i < calls.Length; i++)
        {
            Ring(connection, calls[i]);
            Never.Wait(ShortestPause + random.NextDouble() * PauseSpread, cancellation);
            answered[i] = Miss(connection, calls[i], Stopwatch.GetTimestamp());
            calls[i].Texted.Wait(Patience, cancellation);
            End(connection, calls[i]);
            Never.Wait(ShortestPause + random.NextDouble() * PauseSpread, cancellation);
        }
    }

    /// <summary>Three webhooks a call: when each is due does not depend on how fast the others were answered.</summary>
    private void InOpenLoop(BenchCall[] calls, long[] answered, double rate, CancellationToken cancellation)
    {
        var second = (int)rate;
        var schedule = new Schedule(rate);
        var next = -1;
        using var gate = new ManualResetEventSlim();

        // At each beat one call comes in, the one of a second ago is missed, and the one of two seconds ago ends.
        void Beat(Connection connection, int beat)
        {
            var due = schedule.Await(beat);
            if (beat < calls.Length)
                Ring(connection, calls[beat]);
            if (beat >= second && beat - second < calls.Length)
                answered[beat - second] = Miss(connection, calls[beat - second], due);
            if (beat >= 2 * second)
                End(connection, calls[beat - 2 * second]);
        }

        void Work()
        {
            using var connection = new Connection(target.Webhook);
            connection.Open();
            gate.Wait(CancellationToken.None);
            for (
                var beat = Interlocked.Increment(ref next);
                beat < calls.Length + 2 * second && !cancellation.IsCancellationRequested;
                beat = Interlocked.Increment(ref next)
            )
                Beat(connection, beat);
        }

        var threads = Enumerable.Range(0, options.Connections).Select(_ => new Thread(Work, StackBytes)).ToArray();
        foreach (var thread in threads)
            thread.Start();
        schedule.Start();
        gate.Set();
        foreach (var thread in threads)
            thread.Join();
        cancellation.ThrowIfCancellationRequested();
    }

    private void Ring(Connection connection, BenchCall call)
    {
        if (!connection.Exchange(call.Incoming).IsGood || !call.TryDial(connection.Received))
            Interlocked.Increment(ref _bad);
    }

    /// <returns>How long the webhook took to be answered.</returns>
    private long Miss(Connection connection, BenchCall call, long due)
    {
        // A call whose first webhook is not answered after a second cannot be missed yet: it is late, and that counts.
        call.MissedAt = due;
        for (var waited = 0; call.DialResult is null && waited < 1000; waited++)
            Never.Wait(1);
        if (call.DialResult is not { } request || !connection.Exchange(request).IsGood)
            Interlocked.Increment(ref _bad);
        return Stopwatch.GetTimestamp() - due;
    }

    private void End(Connection connection, BenchCall call)
    {
        if (connection.Exchange(call.Completed(_status)).Status / 100 != 2)
            Interlocked.Increment(ref _bad);
    }
}
