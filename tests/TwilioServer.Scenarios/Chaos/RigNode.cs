using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>One service process and its place: started again, it has the same port and the same files.</summary>
internal sealed class RigNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Dictionary<string, string> _settings;
    private readonly List<string> _earlierLogs = [];
    private readonly string _spillFolder;
    private RunningProgram? _program;

    public RigNode(int index, IReadOnlyDictionary<string, string> settings, string folder)
    {
        _settings = new Dictionary<string, string>(settings, StringComparer.Ordinal);
        _spillFolder = Path.Combine(folder, $"spill-{index}");
        _settings["SPILL_DIR"] = _spillFolder;
    }

    public Uri Url => _program!.Url;

    /// <summary>The files of webhooks that it spilled, damaged ones too.</summary>
    public IEnumerable<string> SpillFiles() =>
        Directory.Exists(_spillFolder) ? Directory.EnumerateFiles(_spillFolder, "*.spill*") : [];

    /// <summary>What it printed, in this life and earlier ones.</summary>
    public string Log => string.Join('\n', [.. _earlierLogs, _program?.Output ?? ""]);

    /// <summary>Starts it; returns when it listens.</summary>
    /// <param name="crashAt">Where it is to die, or null.</param>
    /// <param name="mayDieAtOnce">Whether it may die before it listens.</param>
    public async Task StartAsync(string? crashAt = null, bool mayDieAtOnce = false)
    {
        var settings = new Dictionary<string, string>(_settings, StringComparer.Ordinal);
        if (crashAt is not null)
            settings["CRASH_AT"] = crashAt;
        if (_program is not null)
        {
            settings["PORT"] = $"{_program.Url.Port}";
            _earlierLogs.Add(_program.Output);
            await _program.DisposeAsync();
        }
        try
        {
            _program = await RunningProgram.StartAsync(TestEnvironment.ServerExe, ["serve"], settings);
        }
        catch (InvalidOperationException) when (mayDieAtOnce)
        {
            // It did, and the program before it, which is dead as well, stands for it.
        }
    }

    public Task KillAsync() => _program!.KillAsync();

    /// <summary>Waits until it died by itself.</summary>
    /// <exception cref="TimeoutException">It lives on.</exception>
    public Task DiedAsync() => EndAsync().WaitAsync(Patience);

    /// <summary>Its end, whenever that is.</summary>
    public Task EndAsync() => _program!.EndedAsync();

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
    }
}
