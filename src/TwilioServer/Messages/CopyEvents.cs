using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Messages;

/// <summary>How far the second copy of a text has come whose first one nobody can find.</summary>
public enum CopyState
{
    /// <summary>It may be scheduled.</summary>
    Due,

    /// <summary>It is being scheduled; whether it was is not known if who does it dies.</summary>
    Sending,

    /// <summary>Twilio has it, or may have it, and sends it later: it can be taken back.</summary>
    Waiting,

    /// <summary>The first one was found, or nobody wants it any more: this one is being taken back.</summary>
    Canceling,

    /// <summary>It was taken back, or never came to be.</summary>
    Canceled,

    /// <summary>Nothing was found until the end: it goes out.</summary>
    Released,
}

/// <summary>A worker asks whether it may schedule the second copy now.</summary>
/// <param name="Cap">As in <see cref="SendRequested"/>.</param>
/// <param name="IsUnregistered">As in <see cref="SendRequested"/>.</param>
public sealed record CopyRequested(string? Cap = null, bool IsUnregistered = false) : MessageEvent("copy.requested");

/// <summary>Scheduling the second copy has an outcome.</summary>
public sealed record CopySettled(SendOutcome Outcome) : MessageEvent("copy.settled");

/// <summary>A minute before the second copy goes out the list was read once more.</summary>
/// <param name="First">The first copy, if the list has it by now.</param>
/// <param name="CopySid">The second copy, if the list has it.</param>
/// <param name="IsAnswered">Whether the recipient of a follow-up called or wrote since its only POST.</param>
public sealed record CopyWatched(SendOutcome.Accepted? First, string? CopySid, bool IsAnswered = false)
    : MessageEvent("copy.watched");

/// <summary>Twilio was asked to take the second copy back.</summary>
/// <param name="IsCanceled">False where it had gone out already.</param>
public sealed record CopyCanceled(bool IsCanceled) : MessageEvent("copy.canceled");

/// <summary>These events as the journal keeps them.</summary>
internal static class CopyJson
{
    public static string Write(CopyRequested requested) =>
        SendRequestedJson.Write(new SendRequested(requested.Cap, requested.IsUnregistered));

    public static string Write(CopySettled settled) => SendSettledJson.Write(new SendSettled(0, settled.Outcome));

    public static string Write(CopyWatched watched) =>
        JsonSerializer.Serialize(watched, CopyContext.Default.CopyWatched);

    public static string Write(CopyCanceled canceled) =>
        JsonSerializer.Serialize(canceled, CopyContext.Default.CopyCanceled);

    public static IReadOnlyDictionary<string, Func<JsonElement, object>> Readers { get; } =
        new Dictionary<string, Func<JsonElement, object>>(StringComparer.Ordinal)
        {
            ["copy.requested"] = ReadRequested,
            ["copy.settled"] = json => new CopySettled(SendSettledJson.Read(json).Outcome),
            ["copy.watched"] = json => json.Deserialize(CopyContext.Default.CopyWatched)!,
            ["copy.canceled"] = json => json.Deserialize(CopyContext.Default.CopyCanceled)!,
        };

    private static CopyRequested ReadRequested(JsonElement json)
    {
        var asked = SendRequestedJson.Read(json);
        return new CopyRequested(asked.Cap, asked.IsUnregistered);
    }

    public static string Payload(CopyReference copy) =>
        JsonSerializer.Serialize(copy, CopyContext.Default.CopyReference);

    public static CopyReference Parse(string payload) =>
        JsonSerializer.Deserialize(payload, CopyContext.Default.CopyReference)
        ?? throw new InvalidOperationException("A copy's job carries no copy.");
}

/// <summary>What the jobs of a second copy carry.</summary>
/// <param name="ServiceSid">The Messaging Service that schedules it.</param>
/// <param name="CopySid">The copy, where it is known.</param>
public sealed record CopyReference(MessageReference Message, string ServiceSid, string? CopySid);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CopyWatched))]
[JsonSerializable(typeof(CopyCanceled))]
[JsonSerializable(typeof(CopyReference))]
internal sealed partial class CopyContext : JsonSerializerContext;
