using System.Diagnostics;

namespace TimingBench;

/// <summary>
/// How long a subject takes to refuse guesses whose first byte is wrong, and such whose last byte is. Their order is drawn, so that
/// whatever the machine does meanwhile meets both alike.
/// </summary>
internal sealed class Measurement
{
    /// <summary>Until everything is compiled for good.</summary>
    private const int WarmUp = 100_000;

    /// <summary>Of each kind.</summary>
    private const int AtOnce = 200;

    /// <summary>Of all times; the longer ones are the machine's: interrupts, other programs.</summary>
    private const double Kept = 0.95;

    private Measurement(Subject subject, double[] first, double[] last)
    {
        Subject = subject;
        var limit = Percentile([.. first, .. last], Kept);
        var (keptFirst, keptLast) = (Below(first, limit), Below(last, limit));
        (FirstNanoseconds, LastNanoseconds) = (WelchTest.Moments(keptFirst).Mean, WelchTest.Moments(keptLast).Mean);
        (AllT, KeptT) = (WelchTest.T(first, last), WelchTest.T(keptFirst, keptLast));
    }

    public Subject Subject { get; }

    /// <summary>Of all times.</summary>
    public double AllT { get; }

    /// <summary>Of those that are no longer than the 95th percentile of all.</summary>
    public double KeptT { get; }
    public double FirstNanoseconds { get; }
    public double LastNanoseconds { get; }

    public bool Tells => Math.Max(Math.Abs(AllT), Math.Abs(KeptT)) >= WelchTest.Limit;
    public bool IsAsItShouldBe => Tells == Subject.IsControl;

    public static Measurement Of(Subject subject, int samples, Random random)
    {
        // Else both kinds of guess would be wrong from the first byte on.
        if (!subject.Guess(-1, random)())
            throw new InvalidOperationException($"{subject.Name}: the right secret was not taken.");
        var times = new[] { new double[samples], new double[samples] };
        for (var first = -WarmUp; first < samples; first += AtOnce)
            Measure(subject, random, first, times);
        return new Measurement(subject, times[0], times[1]);
    }

    /// <summary>
    /// What makes a guess differs by the place, and may be felt in caches and pipelines just after it. So many guesses are made
    /// first, in an order that is drawn, and then all are asked.
    /// </summary>
    private static void Measure(Subject subject, Random random, int first, double[][] times)
    {
        var kinds = new int[2 * AtOnce];
        kinds.AsSpan(AtOnce).Fill(1);
        random.Shuffle(kinds);
        var asks = Array.ConvertAll(kinds, isLast => subject.Guess(isLast * (subject.SecretBytes - 1), random));
        Span<int> next = [first, first];
        for (var i = 0; i < asks.Length; i++)
        {
            var took = Once(subject, asks[i]);
            var index = next[kinds[i]]++;
            if (index >= 0 && index < times[0].Length)
                times[kinds[i]][index] = took;
        }
    }

    private static double Once(Subject subject, Func<bool> ask)
    {
        var since = Stopwatch.GetTimestamp();
        var isTaken = ask();
        var took = Stopwatch.GetTimestamp() - since;
        if (isTaken)
            throw new InvalidOperationException($"{subject.Name}: a wrong guess was taken.");
        return took * (1e9 / Stopwatch.Frequency);
    }

    private static double[] Below(double[] times, double limit) => [.. times.Where(time => time <= limit)];

    private static double Percentile(double[] times, double share)
    {
        Array.Sort(times);
        return times[(int)(share * (times.Length - 1))];
    }
}
