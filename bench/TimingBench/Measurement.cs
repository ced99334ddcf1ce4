using System.Diagnostics;

namespace TimingBench;

/// <summary>
/// How long a subject takes to refuse guesses whose first byte is wrong, and such whose last byte is. Of each pair of
/// guesses chance says which comes first, so that whatever the machine does meanwhile meets both alike.
/// </summary>
internal sealed class Measurement
{
    /// <summary>Until everything is compiled for good.</summary>
    private const int WarmUp = 100_000;

    private const int SettleTurns = 20;

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
        subject.Guess(-1, random);
        if (!subject.Ask())
            throw new InvalidOperationException($"{subject.Name}: the right secret was not taken.");
        var times = new[] { new double[samples], new double[samples] };
        for (var i = -WarmUp; i < samples; i++)
        {
            var order = random.Next(2);
            for (var turn = 0; turn < 2; turn++)
            {
                var isLast = order ^ turn;
                var took = Once(subject, isLast, random);
                if (i >= 0)
                    times[isLast][i] = took;
            }
        }
        return new Measurement(subject, times[0], times[1]);
    }

    private static double Once(Subject subject, int isLast, Random random)
    {
        subject.Guess(isLast * (subject.SecretBytes - 1), random);
        // What prepared the guess differs by the place: none of it may still be under way in the processor.
        Thread.MemoryBarrier();
        Thread.SpinWait(SettleTurns);
        var since = Stopwatch.GetTimestamp();
        var isTaken = subject.Ask();
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
