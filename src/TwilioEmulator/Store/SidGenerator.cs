namespace TwilioEmulator.Store;

/// <summary>Twilio's ids: two letters that name the kind, then 32 hexadecimal digits.</summary>
internal sealed class SidGenerator(EmulatorOptions options)
{
    private readonly Lock gate = new();
    private readonly Random random = Ambient.CreateRandom(options.Seed);

    // Webhooks run beside each other: drawing from their own chance, they leave seeded sids repeatable.
    private readonly Random uuids = Ambient.CreateRandom(options.Seed);

    public string Next(string prefix) => prefix + Convert.ToHexStringLower(Bytes(random));

    /// <summary>The uuid that Twilio puts on each webhook, the same on its retries.</summary>
    public string NextUuid() => new Guid(Bytes(uuids)).ToString();

    /// <summary>The id of one API request. How often the API is asked must not change the sids of what it makes.</summary>
    public string NextRequestId() => "RQ" + Convert.ToHexStringLower(Bytes(uuids));

    /// <summary>Alerts, too, must leave the sids of calls and messages as they would be without them.</summary>
    public string NextAlertSid() => "NO" + Convert.ToHexStringLower(Bytes(uuids));

    private byte[] Bytes(Random source)
    {
        var bytes = new byte[16];
        lock (gate)
            source.NextBytes(bytes);
        return bytes;
    }
}
