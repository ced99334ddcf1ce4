using System.Text.Json;
using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

internal static class LedgerRoutes
{
    public static void MapLedger(this RouteGroupBuilder control) => control.MapGet("/ledger", ReadAsync);

    /// <summary>What the file has, those of earlier runs included; <c>after</c> leaves out that many entries.</summary>
    private static async Task<IResult> ReadAsync(HttpContext context, Ledger ledger, int after = 0)
    {
        if (ledger.Path is not { } path)
            throw new ControlException(404, "No ledger is kept. Start the emulator with --ledger and a path.");
        await ledger.FlushedAsync();
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var lines = new StreamReader(file);
        var entries = new List<JsonElement>();
        while (await lines.ReadLineAsync(context.RequestAborted) is { } line)
        {
            if (TryParse(line, out var entry))
                entries.Add(entry);
        }
        return ControlJson.Ok(
            new
            {
                path,
                entries = entries.Skip(after),
                next = entries.Count,
            }
        );
    }

    private static bool TryParse(string line, out JsonElement entry)
    {
        entry = default;
        try
        {
            entry = line.Length == 0 ? default : JsonElement.Parse(line);
            return line.Length > 0;
        }
        catch (JsonException)
        {
            // A crash cut this line off.
            return false;
        }
    }
}
