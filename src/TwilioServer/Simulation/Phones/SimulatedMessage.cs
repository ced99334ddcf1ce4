using System.Globalization;
using System.Text.Json.Serialization;

namespace TwilioServer.Simulation.Phones;

/// <summary>A message as the simulated Twilio has it.</summary>
/// <param name="IntentId">From its status callback, without dashes.</param>
public sealed record SimulatedMessage(
    string Sid,
    string IntentId,
    string From,
    string To,
    string Body,
    string StatusCallback,
    DateTimeOffset CreatedAt
)
{
    /// <summary>From then on the list shows it.</summary>
    public DateTimeOffset ListedFrom { get; set; } = CreatedAt;

    /// <summary>What the carrier said in the end.</summary>
    public string Fate { get; set; } = "queued";
}

/// <summary>The members of the Message resource that the service reads.</summary>
public sealed record ListedMessage(
    [property: JsonPropertyName("sid")] string Sid,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("from")] string From,
    [property: JsonPropertyName("to")] string To,
    [property: JsonPropertyName("body")] string Body,
    [property: JsonPropertyName("date_created")] string DateCreated
)
{
    public static ListedMessage Of(SimulatedMessage message) =>
        new(
            message.Sid,
            message.Fate,
            message.From,
            message.To,
            message.Body,
            message.CreatedAt.ToString("R", CultureInfo.InvariantCulture)
        );
}

/// <summary>A page of the Message list.</summary>
public sealed record MessageList([property: JsonPropertyName("messages")] IReadOnlyList<ListedMessage> Messages);

[JsonSerializable(typeof(MessageList))]
[JsonSerializable(typeof(ListedMessage))]
internal sealed partial class SimulationJson : JsonSerializerContext;
