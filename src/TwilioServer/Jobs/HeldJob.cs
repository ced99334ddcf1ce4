namespace TwilioServer.Jobs;

/// <summary>A job from its claim until its end is on disk.</summary>
internal sealed class HeldJob(Job job)
{
    private readonly CancellationTokenSource _cancellation = new();

    public Job Job => job;

    /// <summary>Set when the job should stop where it safely can.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Whether somebody wants it canceled, rather than run elsewhere or later.</summary>
    public bool IsCanceledByHand { get; private set; }

    public void Cancel(bool isByHand)
    {
        IsCanceledByHand |= isByHand;
        _cancellation.Cancel();
    }
}
