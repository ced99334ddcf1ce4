using TwilioEmulator.Simulator;
using TwilioEmulator.Simulator.Speech;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Waits for the input of a Gather. A key decides for keys: speech is no longer listened to. The timeout begins with
/// the end of the prompt and anew with each key.
/// </summary>
internal sealed class GatherListener(GatherVerb verb, CallSession session)
{
    private readonly DateTimeOffset start = session.Now;

    public bool HasInput => Keys.Length > 0 || Speech.Count > 0;

    private string Keys => verb.TakesKeys ? session.Keys : "";

    private IReadOnlyList<Utterance> Speech => verb.TakesSpeech ? session.Voice.Since(start) : [];

    public async Task<GatherResult> ListenAsync()
    {
        var quietSince = session.Now;
        while (!session.IsInterrupted)
        {
            var (keys, speech) = (Keys, Speech);
            if (CompleteKeys(keys) is { } complete)
                return complete;
            var changed = await session.WaitUntilAsync(
                () => session.IsInterrupted || Keys != keys || Speech.Count != speech.Count,
                DeadlineAfter(keys, speech, quietSince) - session.Now
            );
            if (!changed)
                return Conclude(keys, speech);
            if (Keys != keys)
                quietSince = session.Now;
        }
        return GatherResult.Nothing;
    }

    private GatherResult? CompleteKeys(string keys)
    {
        var end = keys.AsSpan().IndexOfAny(verb.FinishOnKey);
        if (verb.NumDigits is { } count && keys.Length >= count && (end < 0 || end >= count))
            return GatherResult.OfKeys(keys[..count], "");
        return end < 0 ? null : GatherResult.OfKeys(keys[..end], keys[end..(end + 1)]);
    }

    private DateTimeOffset DeadlineAfter(string keys, IReadOnlyList<Utterance> speech, DateTimeOffset quietSince)
    {
        if (keys.Length > 0 || speech.Count == 0)
            return quietSince.AddSeconds(verb.TimeoutSeconds);
        var silence = speech.Max(each => each.End).AddSeconds(verb.SpeechTimeoutSeconds);
        var longest = speech[0].Start.AddSeconds(verb.MaxSpeechSeconds);
        return silence < longest ? silence : longest;
    }

    private static GatherResult Conclude(string keys, IReadOnlyList<Utterance> speech)
    {
        if (keys.Length > 0)
            return GatherResult.OfKeys(keys, "");
        return speech.Count == 0
            ? GatherResult.Nothing
            : GatherResult.OfSpeech(Utterance.TextOf(speech), speech.Average(each => each.Confidence));
    }
}
