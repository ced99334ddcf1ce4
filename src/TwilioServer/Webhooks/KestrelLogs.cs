namespace TwilioServer.Webhooks;

/// <summary>
/// The logs of the web server without one line: whoever resets a connection in the middle of a body makes Kestrel log
/// an error about its own reader, and any stranger could fill the log with these. The request is counted as cut short.
/// </summary>
internal sealed class KestrelLogs(ILoggerFactory inner) : ILoggerFactory
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";
    private const string DrainAfterReset = "RequestBodyDrainBodyReaderInvalidState";

    public ILogger CreateLogger(string categoryName)
    {
        var logger = inner.CreateLogger(categoryName);
        return categoryName == Kestrel ? new WithoutResets(logger) : logger;
    }

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <summary>The factory within belongs to whoever made it.</summary>
    public void Dispose() { }

    private sealed class WithoutResets(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (eventId.Name != DrainAfterReset)
                logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
