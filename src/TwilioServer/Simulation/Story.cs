using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TwilioServer.Simulation.Memory;

namespace TwilioServer.Simulation;

/// <summary>Everything that happened, as one hash; and the story of one call, line by line.</summary>
public sealed class Story(Agenda agenda) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public long Steps { get; private set; }

    /// <summary>The first violation; the run ends with it.</summary>
    public Violation? Violation { get; private set; }

    /// <summary>The hash of the event log so far: the same for the same seed.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Add(JournalStep step)
    {
        Steps++;
        Append(agenda.Now.Ticks);
        Append(step.Entry.Type);
        Append(step.Entry.StreamKey);
        Append((long)step.Reply.Outcome);
        Append(step.Reply.Body);
    }

    public void Tell(Strand strand, string line)
    {
        if (strand.IsTold)
            Tell(line);
    }

    public void Tell(string line) =>
        _lines.Add(agenda.Now.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) + "  " + line);

    public void Violate(string invariant, string subject, string expectation) =>
        Violation ??= new Violation(invariant, subject, expectation, agenda.Now);

    public void Dispose() => _hash.Dispose();

    private void Append(string? text)
    {
        _hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        _hash.AppendData([0xFF]);
    }

    private void Append(long number) => _hash.AppendData(BitConverter.GetBytes(number));
}
