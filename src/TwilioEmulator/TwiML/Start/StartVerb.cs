namespace TwilioEmulator.TwiML;

/// <summary>Starts things that run beside the verbs that follow: recording, transcription.</summary>
/// <param name="OtherNouns">Stream and Siprec, which are accepted and not executed.</param>
internal sealed record StartVerb(
    IReadOnlyList<StartRecording> Recordings,
    IReadOnlyList<StartTranscription> Transcriptions,
    IReadOnlyList<string> OtherNouns,
    IReadOnlyDictionary<string, string> Attributes
) : Verb("Start", Attributes)
{
    public static StartVerb Parse(VerbElement element) =>
        new(
            [.. element.Children.Where(noun => noun.Name == "Recording").Select(StartRecording.Parse)],
            [.. element.Children.Where(noun => noun.Name == "Transcription").Select(StartTranscription.Parse)],
            [.. element.Children.Select(noun => noun.Name).Where(name => name is not ("Recording" or "Transcription"))],
            element.Attributes
        );
}
