using System.Text.Json;
using System.Text.Json.Serialization;
using TwilioServer.Compliance;
using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>What a message's jobs carry: enough to send or look it up without reading it again.</summary>
/// <param name="CreatedAt">Twilio has nothing of it that is older: when its POST was permitted, or else when it was made.</param>
/// <param name="Round">For a look-up: which, from 1.</param>
/// <param name="WaitsForHours">Whether it may not reach the recipient in a quiet hour.</param>
/// <param name="Class">The class's word; null in a job of a release that did not say.</param>
public sealed record MessageReference(
    Guid IntentId,
    Guid TenantId,
    string From,
    string To,
    string Body,
    DateTimeOffset ExpiresAt,
    DateTimeOffset CreatedAt,
    int Round,
    bool WaitsForHours = false,
    IReadOnlyList<string>? MediaUrls = null,
    string? Class = null
)
{
    /// <summary>How long Twilio may keep a text that it begins to send at a moment: what it has not handed on by then it drops.</summary>
    public TimeSpan ValidityFrom(DateTimeOffset moment)
    {
        var left = ExpiresAt - moment;
        return WaitsForHours && QuietHours.LeftFrom(To, moment) is var open && open < left ? open : left;
    }
}

public static class MessageJobs
{
    /// <summary>The job that sends a message.</summary>
    public static ScheduleJob Send(MessageState message) =>
        new(
            message.Class.IsWaitedFor() ? MessageDecider.SendJob : MessageDecider.SendBulkJob,
            $"{MessageDecider.SendJob}:{message.IntentId:N}",
            TimeSpan.Zero,
            Payload(message, 0),
            MessageDecider.SendRetry.MaxAttempts
        );

    /// <summary>However often it is asked for, at one moment there is one such job.</summary>
    internal static ScheduleJob SendAt(MessageState message, DateTimeOffset moment, DateTimeOffset now) =>
        moment <= now
            ? Send(message)
            : Send(message) with
            {
                UniqueKey = $"{MessageDecider.SendJob}:{message.IntentId:N}:{moment.ToUnixTimeSeconds()}",
                After = moment - now,
            };

    /// <param name="round">Which look, from 0.</param>
    internal static ScheduleJob LookUp(MessageState message, int round) =>
        new(
            MessageDecider.LookupJob,
            $"{MessageDecider.LookupJob}:{message.IntentId:N}:{round}",
            MessageDecider.LookupDelays[round],
            Payload(message, round + 1),
            MessageDecider.LookupRetry.MaxAttempts
        );

    /// <summary>The last of the looks: what it does not find is given up.</summary>
    internal static ScheduleJob LastLookUp(MessageState message) =>
        LookUp(message, MessageDecider.LookupDelays.Count - 1) with
        {
            UniqueKey = $"{MessageDecider.LookupJob}:{message.IntentId:N}:copy",
        };

    public static string Payload(MessageState message, int round) =>
        JsonSerializer.Serialize(
            new MessageReference(
                message.IntentId,
                message.TenantId,
                message.From,
                message.To,
                message.Body,
                message.ExpiresAt ?? message.CreatedAt,
                message.AttemptedAt ?? message.CreatedAt,
                round,
                message.Class.WaitsForHours(),
                message.MediaUrls is { Count: > 0 } ? message.MediaUrls : null,
                message.Class.ToWord()
            ),
            MessageJson.Default.MessageReference
        );

    public static MessageReference Parse(string payload) =>
        JsonSerializer.Deserialize(payload, MessageJson.Default.MessageReference)
        ?? throw new InvalidOperationException("A message job carries no message.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MessageReference))]
internal sealed partial class MessageJson : JsonSerializerContext;
