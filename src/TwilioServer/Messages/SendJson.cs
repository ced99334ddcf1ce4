using System.Text.Json.Serialization;

namespace TwilioServer.Messages;

/// <summary>A text that somebody wants sent.</summary>
internal sealed record SendWish(string To, string From, string Body, Guid TenantId);

/// <summary>What became of it.</summary>
/// <param name="MessageSid">Twilio's SID, at the top level because as-call-service reads it there; null where there is none yet.</param>
/// <param name="Status">Our word, as in <c>sms_messages</c>; <c>suppressed</c> where there is no text.</param>
/// <param name="Id">Ours; null where there is no text.</param>
/// <param name="Reason">Why there is no text.</param>
internal sealed record SentMessage(string? MessageSid, string Status, Guid? Id, string? Reason = null);

/// <param name="Code">Stable, for programs.</param>
internal sealed record SendRefusal(int Status, string Code, string Title);

internal readonly record struct SendAnswer(SentMessage? Sent, SendRefusal? Refusal)
{
    public static SendAnswer Of(SentMessage sent) => new(sent, null);

    public static SendAnswer Refused(int status, string code, string title) =>
        new(null, new SendRefusal(status, code, title));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(SendWish))]
[JsonSerializable(typeof(SentMessage))]
internal sealed partial class SendJson : JsonSerializerContext;
