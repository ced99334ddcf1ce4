using System.Globalization;
using System.Text.Json.Serialization;

namespace TwilioServer.Messages;

/// <summary>A text that somebody wants sent.</summary>
/// <param name="From">One of the tenant's numbers; null where it has one only.</param>
/// <param name="Body">1 to 1,600 characters; may be missing where there are pictures.</param>
/// <param name="SendAt">Not before; null for now, or as soon as the recipient's hours allow.</param>
/// <param name="ExpiresAt">Not after.</param>
/// <param name="MediaUrls">Pictures that Twilio fetches, at most 10.</param>
internal sealed record MessageWish(
    Guid TenantId,
    string To,
    string? Body = null,
    string? From = null,
    DateTimeOffset? SendAt = null,
    DateTimeOffset? ExpiresAt = null,
    IReadOnlyList<string>? MediaUrls = null
);

/// <summary>One text for many, with placeholders.</summary>
internal sealed record BulkWish(
    Guid TenantId,
    string Body,
    IReadOnlyList<BulkRecipient> Recipients,
    string? From = null,
    DateTimeOffset? SendAt = null,
    DateTimeOffset? ExpiresAt = null,
    IReadOnlyList<string>? MediaUrls = null
);

/// <param name="Fields">Values of placeholders.</param>
internal sealed record BulkRecipient(string To, IReadOnlyDictionary<string, string>? Fields = null);

/// <param name="Id">The text; null where there is none.</param>
/// <param name="Code">Why there is none, for programs.</param>
internal sealed record BulkResult(string To, Guid? Id, int? Segments, string? Code, string? Problem);

internal sealed record BulkAnswer(int Accepted, IReadOnlyList<BulkResult> Messages);

/// <summary>A text that is to be sent, whoever wants it.</summary>
internal sealed record TextToSend(Guid TenantId, string From, string To, string Body)
{
    public IReadOnlyList<string>? MediaUrls { get; init; }

    /// <summary>Not before; null for now, or as soon as the recipient's hours allow.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>Not after; null for as long as its class allows.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A text as it is shown.</summary>
/// <param name="Segments">What is paid for.</param>
/// <param name="Reason">Why it was blocked, expired or failed.</param>
/// <param name="ErrorClass">What may be done about an error: <c>never</c>, <c>retry</c>, <c>limited</c>, <c>next-day</c> or <c>ambiguous</c>.</param>
internal sealed record MessageDocument(
    Guid Id,
    Guid TenantId,
    string? MessageSid,
    string Direction,
    string Class,
    string From,
    string To,
    string Body,
    string Status,
    int Segments,
    string Encoding,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SendAt,
    DateTimeOffset? ExpiresAt,
    int Attempts,
    int? ErrorCode,
    string? ErrorClass,
    string? Reason,
    IReadOnlyList<string>? MediaUrls
);

internal sealed record MessagePage(IReadOnlyList<MessageDocument> Messages);

/// <summary>Which texts are wanted.</summary>
/// <param name="Before">Those that were made before that.</param>
internal sealed record MessageFilter(
    Guid TenantId,
    string? Status,
    string? Class,
    string? Number,
    DateTimeOffset? Before,
    int Limit
)
{
    private const int UsualLimit = 50;
    private const int MostLimit = 500;

    /// <returns>Null where something in the query is wrong.</returns>
    public static MessageFilter? Read(IQueryCollection query)
    {
        if (!Guid.TryParse(query["tenantId"], out var tenantId))
            return null;
        var limit = UsualLimit;
        if (query["limit"] is [{ } text] && (!int.TryParse(text, out limit) || limit is < 1 or > MostLimit))
            return null;
        DateTimeOffset? before = null;
        if (query["before"] is [{ } moment])
        {
            if (!DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, out var parsed))
                return null;
            before = parsed.ToUniversalTime();
        }
        return new MessageFilter(tenantId, query["status"], query["class"], query["number"], before, limit);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(MessageWish))]
[JsonSerializable(typeof(BulkWish))]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(MessageDocument))]
[JsonSerializable(typeof(MessagePage))]
internal sealed partial class MessagesJson : JsonSerializerContext;
