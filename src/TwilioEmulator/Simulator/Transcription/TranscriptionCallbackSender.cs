using System.Globalization;
using System.Text.Json;
using TwilioEmulator.Faults;
using TwilioEmulator.TwiML;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator.Transcription;

/// <summary>The status callback of a live transcription: numbered from 1, with times in ISO form.</summary>
internal sealed class TranscriptionCallbackSender(CallbackDispatcher callbacks, TimeProvider clock)
{
    public void Send(
        CallSession session,
        StartTranscription noun,
        string transcriptionSid,
        string happened,
        int sequenceId,
        WebhookParameters more
    )
    {
        if (noun.StatusCallbackUrl is not { } url)
            return;
        var all = new WebhookParameters
        {
            { "AccountSid", session.Call.AccountSid },
            { "CallSid", session.Call.Sid },
            { "TranscriptionSid", transcriptionSid },
            { "TranscriptionEvent", happened },
            { "SequenceId", $"{sequenceId}" },
            { "Timestamp", clock.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture) },
        };
        all.AddRange(more);
        var target = session.Document?.Resolve(url) ?? url;
        var webhook = new Webhook(WebhookPurpose.Transcription, target, noun.StatusCallbackMethod, all)
        {
            CallSid = session.Call.Sid,
        };
        callbacks.Send(webhook);
    }

    /// <summary>What a started transcription says of itself.</summary>
    public static WebhookParameters Describe(StartTranscription noun)
    {
        var parameters = new WebhookParameters
        {
            { "LanguageCode", noun.LanguageCode },
            { "Track", noun.Track },
            { "PartialResults", noun.PartialResults ? "true" : "false" },
        };
        parameters.AddIfSet("Name", noun.Name);
        parameters.AddIfSet("TranscriptionEngine", noun.Attributes.GetValueOrDefault("transcriptionEngine"));
        parameters.AddIfSet("InboundTrackLabel", noun.Attributes.GetValueOrDefault("inboundTrackLabel"));
        parameters.AddIfSet("OutboundTrackLabel", noun.Attributes.GetValueOrDefault("outboundTrackLabel"));
        return parameters;
    }

    /// <summary>Something that was said; its text travels as JSON inside a parameter.</summary>
    public static WebhookParameters Describe(
        StartTranscription noun,
        string track,
        string transcript,
        double confidence,
        bool isFinal
    )
    {
        var data = isFinal
            ? JsonSerializer.Serialize(new { transcript, confidence })
            : JsonSerializer.Serialize(new { transcript });
        return
        [
            new("LanguageCode", noun.LanguageCode),
            new("Track", track),
            new("Final", isFinal ? "true" : "false"),
            new("TranscriptionData", data),
        ];
    }
}
