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
    private static readonly HashSet<string> Help = new(StringComparer.OrdinalIgnoreCase) { "HELP", "INFO" };

    private readonly ConcurrentDictionary<(string Phone, string Number), bool> pairs = new();

    public bool Contains(string phone, string number) => pairs.ContainsKey((phone, number));

    /// <summary>
    /// Only a message that is the keyword alone counts, in any case. The answer is Twilio's word for what it was:
    /// STOP, START or HELP; null for any other text.
    /// </summary>
    public string? Read(string phone, string number, string body)
    {
        var type = TypeOf(number, body.Trim());
        if (type == "STOP")
            pairs[(phone, number)] = true;
        else if (type == "START")
            pairs.TryRemove((phone, number), out _);
        return type;
    }

    /// <summary>Texts to toll-free numbers are stopped by the network, which knows STOP, UNSTOP and START alone.</summary>
    private static string? TypeOf(string number, string word) =>
        NumberKind.IsTollFree(number)
            ? word.ToUpperInvariant() switch
            {
                "STOP" => "STOP",
                "UNSTOP" or "START" => "START",
                _ => null,
            }
        : Stop.Contains(word) ? "STOP"
        : Start.Contains(word) ? "START"
        : Help.Contains(word) ? "HELP"
        : null;
}
