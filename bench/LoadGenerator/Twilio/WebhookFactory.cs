namespace LoadGenerator.Twilio;

/// <summary>Makes signed webhooks, each for a call of its own. The same seed makes the same webhooks.</summary>
internal sealed class WebhookFactory
{
    private readonly Target _target;
    private readonly Random _random;
    private readonly Callers _callers;
    private int _made;

    public WebhookFactory(Target target, int seed)
    {
        _target = target;
        _random = new Random(seed);
        _callers = new Callers(_random);
    }

    /// <summary>The whole HTTP request: what goes over the socket is written before any clock starts.</summary>
    public byte[] Next()
    {
        var callSid = "CA" + Hex(16);
        var form = IncomingCall.Form(_target, _callers[_made++], callSid, _random);
        return SignedPost.Of(_target.Webhook, _target.AuthToken, form, new Guid(Bytes(16)));
    }

    private string Hex(int bytes) => Convert.ToHexStringLower(Bytes(bytes));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
