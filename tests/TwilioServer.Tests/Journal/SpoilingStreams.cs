using Npgsql;
using TwilioServer.Calls;
using TwilioServer.Journal;

namespace TwilioServer.Tests.Journal;

/// <summary>The calls' streams with a bug: a fallback webhook with the error code <c>bug</c> throws.</summary>
internal sealed class SpoilingStreams(IStreamStore calls) : IStreamStore
{
    public static readonly VoiceFellBack Bug = new("bug");

    public StreamKind Kind => calls.Kind;

    public void Need(string streamKey) => calls.Need(streamKey);

    public bool AppendRead(NpgsqlBatch batch) => calls.AppendRead(batch);

    public void TakeState(NpgsqlDataReader reader) => calls.TakeState(reader);

    public StreamDecision? Decide(JournalEntry entry, StreamRow stream, ContactState? contact) =>
        Equals(entry.Event, Bug)
            ? throw new NotSupportedException("a bug in a decider")
            : calls.Decide(entry, stream, contact);

    public void AppendWrites(NpgsqlBatch batch) => calls.AppendWrites(batch);

    public void Clear() => calls.Clear();
}
