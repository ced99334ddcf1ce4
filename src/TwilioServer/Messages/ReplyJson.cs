using System.Text.Json;
using System.Text.Json.Serialization;
using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>What happens to texts that came in, as the events keep it, and what their jobs carry.</summary>
internal static class ReplyJson
{
    public static string Write(MessageEvent happened) =>
        happened switch
        {
            AnswerProposed proposed => JsonSerializer.Serialize(proposed, ReplyContext.Default.AnswerProposed),
            AnswerFailed failed => JsonSerializer.Serialize(failed, ReplyContext.Default.AnswerFailed),
            ReplyReportSettled settled => JsonSerializer.Serialize(settled, ReplyContext.Default.ReplyReportSettled),
            OwnerTextRouted routed => JsonSerializer.Serialize(routed, ReplyContext.Default.OwnerTextRouted),
            OwnerAnswered answered => JsonSerializer.Serialize(answered, ReplyContext.Default.OwnerAnswered),
            CustomerChosen chosen => JsonSerializer.Serialize(chosen, ReplyContext.Default.CustomerChosen),
            ConversationHeld held => JsonSerializer.Serialize(held, ReplyContext.Default.ConversationHeld),
            ReplyForwarded or ReplyIgnored or ReplyReportRequested => "{}",
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.Type, "No reply's event."),
        };

    /// <summary>How each type is read again.</summary>
    public static IReadOnlyDictionary<string, Func<JsonElement, object>> Readers { get; } =
        new Dictionary<string, Func<JsonElement, object>>(StringComparer.Ordinal)
        {
            ["answer.proposed"] = json => Read(json, ReplyContext.Default.AnswerProposed),
            ["answer.failed"] = json => Read(json, ReplyContext.Default.AnswerFailed),
            ["reply.forwarded"] = _ => new ReplyForwarded(),
            ["reply.ignored"] = _ => new ReplyIgnored(),
            ["reply-report.requested"] = _ => new ReplyReportRequested(),
            ["reply-report.settled"] = json => Read(json, ReplyContext.Default.ReplyReportSettled),
            ["owner-text.routed"] = json => Read(json, ReplyContext.Default.OwnerTextRouted),
            ["owner-text.answered"] = json => Read(json, ReplyContext.Default.OwnerAnswered),
            ["customer.chosen"] = json => Read(json, ReplyContext.Default.CustomerChosen),
            ["conversation.held"] = json => Read(json, ReplyContext.Default.ConversationHeld),
        };

    public static string Payload(MessageState message) =>
        JsonSerializer.Serialize(
            new ReplyReference(
                message.MessageSid!,
                message.TenantId,
                message.From,
                message.To,
                message.Body,
                message.CreatedAt
            ),
            ReplyContext.Default.ReplyReference
        );

    public static ReplyReference Parse(string payload) =>
        JsonSerializer.Deserialize(payload, ReplyContext.Default.ReplyReference)
        ?? throw new InvalidOperationException("A reply's job carries no reply.");

    public static string PayloadOf(OwnerAnswered answered) =>
        JsonSerializer.Serialize(answered, ReplyContext.Default.OwnerAnswered);

    public static OwnerAnswered ParseChoice(string payload) =>
        JsonSerializer.Deserialize(payload, ReplyContext.Default.OwnerAnswered)
        ?? throw new InvalidOperationException("A choice's job carries no choice.");

    private static T Read<T>(JsonElement json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => json.Deserialize(type) ?? throw new JsonException("An event's parameters are null.");
}

/// <summary>What the job carries that sees to a text that came in.</summary>
public sealed record ReplyReference(
    string MessageSid,
    Guid TenantId,
    string From,
    string To,
    string Body,
    DateTimeOffset ReceivedAt
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(AnswerProposed))]
[JsonSerializable(typeof(AnswerFailed))]
[JsonSerializable(typeof(ReplyReportSettled))]
[JsonSerializable(typeof(OwnerTextRouted))]
[JsonSerializable(typeof(OwnerAnswered))]
[JsonSerializable(typeof(CustomerChosen))]
[JsonSerializable(typeof(ConversationHeld))]
[JsonSerializable(typeof(ReplyReference))]
internal sealed partial class ReplyContext : JsonSerializerContext;
