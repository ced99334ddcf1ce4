namespace TwilioServer.Jobs;

/// <summary>
/// Whether this process has itself told of new jobs. One that claims all the time finds them anyway, and is not told:
/// telling costs those who write jobs more than it brings. One that found nothing asks to be told, and looks once more,
/// since what was written at that moment may have gone by unsaid.
/// </summary>
internal sealed class Attention(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(50);

    /// <summary>Two milliseconds apart on average, over a window.</summary>
    private const int ClaimsOfABusyWindow = 25;

    private bool _isTold;
    private bool _wantsToBeTold = true;
    private long _windowBegan;
    private int _claims;

    /// <summary>Whether others tell this process of new jobs, as far as they know.</summary>
    public bool IsTold => _isTold;

    /// <summary>What others should know from now on; null when they know.</summary>
    public bool? ToSay => _wantsToBeTold == _isTold ? null : _wantsToBeTold;

    /// <summary>Others know now.</summary>
    public void Said() => _isTold = _wantsToBeTold;

    /// <summary>Others know nothing of this process, which is registered anew.</summary>
    public void Restart() => (_isTold, _wantsToBeTold, _claims) = (false, true, 0);

    /// <param name="jobs">How many jobs the claim brought.</param>
    /// <param name="isFull">Whether it brought all that it asked for, of some kind.</param>
    public void Claimed(int jobs, bool isFull)
    {
        if (jobs == 0)
        {
            _wantsToBeTold = true;
            _claims = 0;
            return;
        }
        if (_claims++ == 0)
            _windowBegan = time.GetTimestamp();
        if (time.GetElapsedTime(_windowBegan) < Window)
            return;
        _wantsToBeTold = !isFull && _claims < ClaimsOfABusyWindow;
        _claims = 0;
    }
}
