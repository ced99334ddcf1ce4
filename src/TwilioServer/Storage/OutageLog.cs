namespace TwilioServer.Storage;

/// <summary>
/// Tells an outage once when it begins and once when it ends, however often is tried meanwhile: what is repeated many
/// times a second would otherwise bury everything else in the log.
/// </summary>
/// <param name="what">What fails, as the log names it.</param>
public sealed partial class OutageLog(ILogger logger, string what)
{
    private int _failures;

    public void Failed(Exception exception)
    {
        if (Interlocked.Increment(ref _failures) == 1)
            Log.Began(logger, exception, what);
    }

    public void Succeeded()
    {
        if (Volatile.Read(ref _failures) > 0 && Interlocked.Exchange(ref _failures, 0) is > 0 and var failures)
            Log.Ended(logger, what, failures);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{What} fails and is tried again until it does not; said once")]
        public static partial void Began(ILogger logger, Exception e, string what);

        [LoggerMessage(2, LogLevel.Warning, "{What} works again, after {Failures} failures")]
        public static partial void Ended(ILogger logger, string what, int failures);
    }
}
