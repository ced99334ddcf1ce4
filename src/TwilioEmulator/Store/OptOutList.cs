using System.Collections.Concurrent;

namespace TwilioEmulator.Store;

/// <summary>Who has said STOP to which of the account's numbers. A pair is a pair: other numbers may still text them.</summary>
internal sealed class OptOutList
{
    private static readonly HashSet<string> Stop = new(StringComparer.OrdinalIgnoreCase)
    {
        "STOP",
        "STOPALL",
        "UNSUBSCRIBE",
        "CANCEL",
        "END",
        "QUIT",
        "REVOKE",
        "OPTOUT",
    };

    private static readonly HashSet<string> Start = new(StringComparer.OrdinalIgnoreCase) { "START", "YES", "UNSTOP" };

    private readonly ConcurrentDictionary<(string Phone, string Number), bool> pairs = new();

    public bool Contains(string phone, string number) => pairs.ContainsKey((phone, number));

    /// <summary>Only a message that is the keyword alone counts, in any case.</summary>
    public void Read(string phone, string number, string body)
    {
        var word = body.Trim();
        if (Stop.Contains(word))
            pairs[(phone, number)] = true;
        else if (Start.Contains(word))
            pairs.TryRemove((phone, number), out _);
    }
}
