using System.CommandLine;
using System.Text.Json;

namespace LoadGenerator;

/// <summary>--json FILE, for scripts that go on with the numbers.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions Style = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Option<FileInfo?> Option() => new("--json") { Description = "Also write the numbers to this file." };

    public static async Task WriteAsync<T>(FileInfo? file, T value, CancellationToken cancellation)
    {
        if (file is not null)
            await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(value, Style) + "\n", cancellation);
    }
}
