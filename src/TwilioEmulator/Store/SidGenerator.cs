namespace TwilioEmulator.Store;

/// <summary>Twilio's ids: two letters that name the kind, then 32 hexadecimal digits.</summary>
internal sealed class SidGenerator(EmulatorOptions options)
{
    private readonly Lock gate = new();
    private readonly Random random = Ambient.CreateRandom(options.Seed);

    public string Next(string prefix) => prefix + Convert.ToHexStringLower(Bytes());

    /// <summary>The uuid that Twilio puts on each webhook, the same on its retries.</summary>
    public string NextUuid() => new Guid(Bytes()).ToString();

    private byte[] Bytes()
    {
        var bytes = new byte[16];
        lock (gate)
            random.NextBytes(bytes);
        return bytes;
    }
}
