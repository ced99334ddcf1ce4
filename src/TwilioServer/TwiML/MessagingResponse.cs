namespace TwilioServer.TwiML;

/// <summary>Messaging documents: https://www.twilio.com/docs/messaging/twiml.</summary>
public static class MessagingResponse
{
    /// <summary>Says nothing to the sender. What is said is sent by a job, so that it is said once.</summary>
    public const string Empty = VoiceResponse.Empty;
}
