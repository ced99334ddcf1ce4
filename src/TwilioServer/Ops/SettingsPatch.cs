using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TwilioServer.Tenants;

namespace TwilioServer.Ops;

/// <summary>Settings as a command line changes them.</summary>
internal static class SettingsPatch
{
    /// <exception cref="CommandException">It is no patch, or the outcome would be no such document.</exception>
    public static async Task<T> ApplyAsync<T>(
        T settings,
        string patch,
        JsonTypeInfo<T> type,
        CancellationToken cancellation
    )
    {
        var text = patch == "-" ? await Console.In.ReadToEndAsync(cancellation) : patch;
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return TenantDocuments.Merge(settings, json.RootElement, type);
        }
        catch (JsonException e)
        {
            throw new CommandException($"The settings would not be a settings document any more: {e.Message}");
        }
        throw new CommandException("settings: expected a JSON object with the members to change.");
    }
}
