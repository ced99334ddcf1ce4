using System.Text.Json;
using TwilioEmulator.Control;
using TwilioEmulator.Store;

namespace TwilioEmulator.Events;

/// <summary>Writes into the ledger what counts as accepted: messages and calls that exist, webhooks answered with 2xx.</summary>
internal sealed class LedgerEntries(Ledger ledger)
{
    public void Read(EmulatorEvent each)
    {
        if (ledger.Path is null || KindOf(each) is not { } kind)
            return;
        var entry = new Dictionary<string, object?>
        {
            ["kind"] = kind,
            ["atUnixMs"] = each.AtUnixMs,
            ["emulatorTime"] = ControlApi.Iso(each.EmulatorTime),
            ["callSid"] = each.CallSid,
            ["messageSid"] = each.MessageSid,
        };
        foreach (var (name, value) in each.Data.Where(field => Told(kind, field.Key)))
            entry[name] = value;
        ledger.Append(JsonSerializer.Serialize(entry, ControlJson.Options));
    }

    private static string? KindOf(EmulatorEvent each) =>
        each.Kind switch
        {
            "message.created" => "message",
            "call.created" => "call",
            "webhook" when each.Data["responseStatus"] is >= 200 and < 300 => "webhook",
            _ => null,
        };

    private static bool Told(string kind, string field) =>
        kind != "webhook" || field is "purpose" or "url" or "method" or "parameters" or "json" or "responseStatus";
}
