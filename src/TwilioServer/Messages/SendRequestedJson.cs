using System.Text.Json;

namespace TwilioServer.Messages;

/// <summary>A request for permission as the event keeps it.</summary>
internal static class SendRequestedJson
{
    public static string Write(SendRequested requested) =>
        requested.Cap is { } cap ? $$"""{"cap":"{{JsonEncodedText.Encode(cap)}}"}""" : "{}";

    public static SendRequested Read(JsonElement json) =>
        new(json.TryGetProperty("cap", out var cap) ? cap.GetString() : null);
}
