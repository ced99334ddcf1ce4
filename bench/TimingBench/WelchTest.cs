namespace TimingBench;

/// <summary>
/// Whether two samples have the same mean, with variances that may differ: B. L. Welch, Biometrika 34 (1947). As in
/// "dude, is my code constant time?" (Reparaz, Balasch, Verbauwhede, 2017), |t| of 4.5 and more counts as a leak.
/// </summary>
internal static class WelchTest
{
    public const double Limit = 4.5;

    public static double T(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (meanA, varianceA) = Moments(a);
        var (meanB, varianceB) = Moments(b);
        return (meanA - meanB) / Math.Sqrt((varianceA / a.Length) + (varianceB / b.Length));
    }

    /// <summary>In two passes: the sum of squares of long times would lose what is looked for.</summary>
    public static (double Mean, double Variance) Moments(ReadOnlySpan<double> sample)
    {
        var sum = 0.0;
        foreach (var value in sample)
            sum += value;
        var mean = sum / sample.Length;
        var squares = 0.0;
        foreach (var value in sample)
            squares += (value - mean) * (value - mean);
        return (mean, squares / (sample.Length - 1));
    }
}
