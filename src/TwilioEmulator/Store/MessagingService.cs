namespace TwilioEmulator.Store;

/// <summary>A pool of numbers that sends as one, as Twilio's messaging Service resource has it.</summary>
internal sealed class MessagingService : IOwned
{
    private readonly Lock gate = new();
    private readonly List<PoolNumber> pool = [];

    public required string Sid { get; init; }
    public required string AccountSid { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public DateTimeOffset DateUpdated { get; set; }
    public string FriendlyName { get; set; } = "";
    public string? InboundRequestUrl { get; set; }
    public string InboundMethod { get; set; } = "POST";
    public string? FallbackUrl { get; set; }
    public string FallbackMethod { get; set; } = "POST";
    public string? StatusCallback { get; set; }
    public bool StickySender { get; set; } = true;
    public bool MmsConverter { get; set; } = true;
    public bool SmartEncoding { get; set; } = true;
    public string ScanMessageContent { get; set; } = "inherit";
    public bool FallbackToLongCode { get; set; } = true;
    public bool AreaCodeGeomatch { get; set; } = true;
    public bool SynchronousValidation { get; set; }

    /// <summary>Seconds that a message may wait to be sent.</summary>
    public int ValidityPeriod { get; set; } = 36_000;
    public string Usecase { get; set; } = "undeclared";
    public bool UseInboundWebhookOnNumber { get; set; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<PoolNumber> Pool
    {
        get
        {
            lock (gate)
                return [.. Enumerable.Reverse(pool)];
        }
    }

    /// <summary>False when the number is in the pool already.</summary>
    public bool TryAdd(PoolNumber number)
    {
        lock (gate)
        {
            if (pool.Any(each => each.Number == number.Number))
                return false;
            pool.Add(number);
            return true;
        }
    }

    public bool Remove(string numberSid)
    {
        lock (gate)
            return pool.RemoveAll(each => each.Number.Sid == numberSid) > 0;
    }

    /// <summary>A number in the pool, since when it is there.</summary>
    public sealed record PoolNumber(IncomingPhoneNumber Number, DateTimeOffset DateCreated);
}
