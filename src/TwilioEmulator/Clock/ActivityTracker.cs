namespace TwilioEmulator.Clock;

/// <summary>
/// Counts what is running right now, so that stepped time knows when nothing is left to happen at this instant.
/// Who waits for a timer or a signal leaves; who wakes it enters on its behalf first, so the count never dips between.
/// </summary>
internal sealed partial class ActivityTracker(ILogger<ActivityTracker> log)
{
    private readonly Lock gate = new();
    private int running;
    private TaskCompletionSource? quiet;

    public void Enter()
    {
        lock (gate)
            running++;
    }

    public void Leave()
    {
        TaskCompletionSource? reached = null;
        lock (gate)
        {
            if (--running == 0)
                (reached, quiet) = (quiet, null);
        }
        reached?.SetResult();
    }

    /// <summary>Completes as soon as nothing runs; at once when nothing does.</summary>
    public Task WhenQuietAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (running == 0)
                return Task.CompletedTask;
            quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return quiet.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>Runs work of its own beside the caller. A failure is a bug: it is logged and ends only this work.</summary>
    public void Start(Func<Task> work)
    {
        Enter();
        _ = Task.Run(async () =>
        {
            try
            {
                await work();
            }
            catch (Exception failure)
            {
                Log.ActivityFailed(log, failure);
            }
            finally
            {
                Leave();
            }
        });
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "An activity of the emulator failed")]
        public static partial void ActivityFailed(ILogger logger, Exception failure);
    }
}
