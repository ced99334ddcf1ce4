using TwilioEmulator.Clock;
using TwilioEmulator.Simulator.Speech;
using TwilioEmulator.Store;
using TwilioEmulator.TwiML;

namespace TwilioEmulator.Simulator.Transcription;

/// <summary>
/// Follows what is said on a call until it is stopped: started, one content for each thing that was said (and one
/// before it is finished, where partial results are wanted), stopped.
/// </summary>
internal sealed class LiveTranscriber(SidGenerator sids, VirtualClock clock, TranscriptionCallbackSender sender)
{
    public void Begin(StartTranscription noun, CallSession session)
    {
        var run = new LiveTranscription(sids.Next("GT"), noun, session, clock, sender);
        run.Start();
        session.Services.Add("Transcription", noun.Name, run.Stop);
    }

    /// <summary>One running transcription.</summary>
    private sealed class LiveTranscription(
        string sid,
        StartTranscription noun,
        CallSession session,
        VirtualClock clock,
        TranscriptionCallbackSender sender
    )
    {
        private int sequence;
        private bool isOver;

        public void Start()
        {
            Send("transcription-started", TranscriptionCallbackSender.Describe(noun));
            session.Listeners.Add(Follow);
        }

        public void Stop()
        {
            isOver = true;
            session.Listeners.Remove(Follow);
            Send("transcription-stopped", []);
        }

        private void Follow(Utterance utterance, string track)
        {
            if (utterance.Text is not { Length: > 0 } text || !(noun.Track == "both_tracks" || noun.Track == track))
                return;
            var length = utterance.End - utterance.Start;
            if (noun.PartialResults)
                clock.Schedule(length / 2, () => Content(utterance, track, FirstHalf(text), isFinal: false));
            clock.Schedule(length, () => Content(utterance, track, text, isFinal: true));
        }

        private void Content(Utterance utterance, string track, string text, bool isFinal)
        {
            if (!isOver)
                Send(
                    "transcription-content",
                    TranscriptionCallbackSender.Describe(noun, track, text, utterance.Confidence, isFinal)
                );
        }

        private void Send(string happened, Webhooks.WebhookParameters more) =>
            sender.Send(session, noun, sid, happened, Interlocked.Increment(ref sequence), more);

        private static string FirstHalf(string text)
        {
            var words = text.Split(' ');
            return string.Join(' ', words[..((words.Length + 1) / 2)]);
        }
    }
}
