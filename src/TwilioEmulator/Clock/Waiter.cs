namespace TwilioEmulator.Clock;

/// <summary>One wait of one running activity, ended by whoever calls <see cref="Wake"/> first.</summary>
internal sealed class Waiter(ActivityTracker activities)
{
    private readonly TaskCompletionSource woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int done;

    public void Wake()
    {
        if (Interlocked.Exchange(ref done, 1) != 0)
            return;
        activities.Enter();
        woken.SetResult();
    }

    public Task WaitAsync()
    {
        activities.Leave();
        return woken.Task.WaitAsync(CancellationToken.None);
    }
}
