using System.Diagnostics;
using System.Text.Json;

namespace TwilioEmulator.Proxy;

/// <summary>
/// What a running emulator leaves in the state directory, so that <c>twilio-emulator env</c> can tell how to reach it.
/// </summary>
internal sealed record RunningEmulator(
    int ProcessId,
    DateTimeOffset StartedAt,
    string Url,
    string ProxyUrl,
    string CaPath,
    string AccountSid,
    string AuthToken
)
{
    /// <summary>This process, once it listens; null without a proxy.</summary>
    public static RunningEmulator? Of(EmulatorAddress address, EmulatorOptions options, StateDirectory state) =>
        address.ProxyUrl is { } proxyUrl
            ? new(
                Environment.ProcessId,
                Ambient.RealNow(),
                address.BaseUrl,
                proxyUrl,
                state.CaPath,
                options.AccountSid,
                options.AuthToken
            )
            : null;

    /// <summary>The newest that still runs; null when none does.</summary>
    public static RunningEmulator? Newest(StateDirectory state) =>
        state
            .RunningPaths()
            .Select(Read)
            .OfType<RunningEmulator>()
            .Where(each => IsAlive(each.ProcessId))
            .MaxBy(each => each.StartedAt);

    public void Save(StateDirectory state)
    {
        foreach (var path in state.RunningPaths())
            if (Read(path) is not { } other || !IsAlive(other.ProcessId))
                File.Delete(path);
        StateDirectory.Write(state.RunningPath(ProcessId), JsonSerializer.Serialize(this), isSecret: true);
    }

    public void Forget(StateDirectory state) => File.Delete(state.RunningPath(ProcessId));

    private static RunningEmulator? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunningEmulator>(File.ReadAllText(path));
        }
        catch (Exception damaged) when (damaged is JsonException or IOException)
        {
            return null;
        }
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
