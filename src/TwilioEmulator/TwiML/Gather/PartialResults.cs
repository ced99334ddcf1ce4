using System.Globalization;
using TwilioEmulator.Faults;
using TwilioEmulator.Simulator;
using TwilioEmulator.Simulator.Speech;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.TwiML;

/// <summary>
/// Tells what recognition makes of speech while it lasts: half-way the first half of the words, not yet sure, and at
/// its end all of them. Numbered from 0 within one Gather; answers are ignored.
/// </summary>
internal sealed class PartialResults(CallbackDispatcher callbacks, CallParameters parameters)
{
    private const double HalfSure = 0.5;

    /// <summary>Begins to report; the answer ends it.</summary>
    public Action Begin(GatherVerb verb, CallSession session)
    {
        if (verb.PartialResultCallback is not { } callback || !verb.TakesSpeech)
            return () => { };
        var sequence = -1;
        var isOver = false;
        session.Listeners.Add(Follow);
        return () =>
        {
            isOver = true;
            session.Listeners.Remove(Follow);
        };

        void Follow(Utterance utterance, string track)
        {
            if (track != Listeners.Inbound || utterance.Text is not { Length: > 0 } text)
                return;
            var words = text.Split(' ');
            var length = utterance.End - utterance.Start;
            var beginning = string.Join(' ', words[..((words.Length + 1) / 2)]);
            session.After(length / 2, () => Report(beginning, "", HalfSure));
            session.After(length, () => Report("", text, utterance.Confidence));
        }

        void Report(string unstable, string stable, double stability)
        {
            if (isOver)
                return;
            var all = parameters.For(session.Call);
            all.Add("UnstableSpeechResult", unstable);
            all.Add("StableSpeechResult", stable);
            all.Add("Stability", stability.ToString(CultureInfo.InvariantCulture));
            all.Add("SequenceNumber", $"{Interlocked.Increment(ref sequence)}");
            var url = session.Document?.Resolve(callback) ?? callback;
            var webhook = new Webhook(WebhookPurpose.GatherPartial, url, verb.PartialResultMethod, all)
            {
                CallSid = session.Call.Sid,
            };
            callbacks.Send(webhook);
        }
    }
}
