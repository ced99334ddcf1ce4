namespace TwilioEmulator.Store;

/// <summary>Everything that the emulated Twilio remembers; it is gone with the process.</summary>
internal sealed class EmulatorStore(NumberBook numbers, OptOutList optOuts)
{
    public NumberBook Numbers { get; } = numbers;
    public OptOutList OptOuts { get; } = optOuts;
    public Table<Call> Calls { get; } = new();
    public Table<Message> Messages { get; } = new();
    public Table<Recording> Recordings { get; } = new();
    public Table<ApiKey> Keys { get; } = new();
    public Table<Application> Applications { get; } = new();
    public Table<Transcription> Transcriptions { get; } = new();
    public Table<RealtimeTranscription> RealtimeTranscriptions { get; } = new();
    public Table<MessagingService> MessagingServices { get; } = new();
    public Table<Campaign> Campaigns { get; } = new();
    public Table<BrandRegistration> Brands { get; } = new();
}
