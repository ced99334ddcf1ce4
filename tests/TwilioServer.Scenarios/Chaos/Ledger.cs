using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>
/// What the outside knows: a file that only grows, on the disk before the next step is taken. A webhook stands in it
/// before its first byte leaves, and its answer before anybody acts on it. Lines that wait together share one fsync.
/// </summary>
internal sealed class Ledger : IAsyncDisposable
{
    private readonly Channel<Line> _waiting = Channel.CreateUnbounded<Line>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly FileStream _file;
    private readonly Task _writing;
    private long _last;
    private readonly Lock _lock = new();
    private readonly SortedList<int, TaskCompletionSource> _awaited = [];
    private int _acknowledged;

    public Ledger(string path)
    {
        Path = path;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        _writing = Task.Run(WriteAsync);
    }

    public string Path { get; }

    /// <summary>How many deliveries were answered with 2xx.</summary>
    public int Acknowledged
    {
        get
        {
            lock (_lock)
                return _acknowledged;
        }
    }

    /// <summary>Takes a webhook in that is about to be sent.</summary>
    /// <returns>The number of this delivery.</returns>
    public async Task<long> SendingAsync(SignedWebhook webhook)
    {
        var number = Interlocked.Increment(ref _last);
        await AppendAsync($"S {number} {webhook.Path} {webhook.CallSid} {webhook.Key}");
        return number;
    }

    /// <summary>Takes an answer in; a delivery without one keeps its first line alone.</summary>
    public async Task AnsweredAsync(long number, int status, string bodyHash)
    {
        await AppendAsync($"A {number} {status} {bodyHash}");
        if (status is >= 200 and < 300)
            Acknowledge();
    }

    /// <summary>Completes when so many deliveries were answered with 2xx.</summary>
    public Task AcknowledgedAsync(int deliveries)
    {
        lock (_lock)
        {
            if (_acknowledged >= deliveries)
                return Task.CompletedTask;
            if (!_awaited.TryGetValue(deliveries, out var signal))
                _awaited[deliveries] = signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return signal.Task;
        }
    }

    /// <summary>Reads the file as a stranger would.</summary>
    public static IReadOnlyList<Delivery> Read(string path)
    {
        var deliveries = new Dictionary<long, Delivery>();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var lines = new StreamReader(file);
        while (lines.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            var number = long.Parse(parts[1], CultureInfo.InvariantCulture);
            deliveries[number] =
                parts[0] == "S"
                    ? new Delivery(parts[2], parts[3], parts[4], null, null)
                    : deliveries[number] with
                    {
                        Status = int.Parse(parts[2], CultureInfo.InvariantCulture),
                        BodyHash = parts[3],
                    };
        }
        return [.. deliveries.Values];
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
        await _file.DisposeAsync();
    }

    private void Acknowledge()
    {
        lock (_lock)
        {
            _acknowledged++;
            while (_awaited.Count > 0 && _awaited.Keys[0] <= _acknowledged)
            {
                _awaited.Values[0].SetResult();
                _awaited.RemoveAt(0);
            }
        }
    }

    private async Task AppendAsync(string text)
    {
        var line = new Line(text, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _waiting.Writer.WriteAsync(line);
        await line.OnDisk.Task;
    }

    private async Task WriteAsync()
    {
        var batch = new List<Line>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (_waiting.Reader.TryRead(out var line))
                batch.Add(line);
            foreach (var line in batch)
                _file.Write(Encoding.ASCII.GetBytes(line.Text + '\n'));
            _file.Flush(flushToDisk: true);
            foreach (var line in batch)
                line.OnDisk.SetResult();
            batch.Clear();
        }
    }

    private sealed record Line(string Text, TaskCompletionSource OnDisk);
}

/// <summary>One delivery as the outside saw it.</summary>
/// <param name="Key">Equal for all deliveries of one webhook; see <see cref="SignedWebhook.KeyOf"/>.</param>
/// <param name="Status">Null when no answer came.</param>
/// <param name="BodyHash">Of the answer; null when it is not known.</param>
internal sealed record Delivery(string Path, string CallSid, string Key, int? Status, string? BodyHash)
{
    public bool IsAcknowledged => Status is >= 200 and < 300;
}
