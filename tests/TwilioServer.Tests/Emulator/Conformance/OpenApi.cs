using System.Text.Json;
using System.Text.RegularExpressions;

namespace TwilioServer.Tests.Emulator.Conformance;

/// <summary>What Twilio publishes about the wanted operations; <c>tools/twilio-openapi.mjs</c> made it.</summary>
internal sealed class OpenApi
{
    private OpenApi(JsonElement root)
    {
        Schemas = root.GetProperty("schemas");
        Operations = [.. root.GetProperty("operations").EnumerateArray().Select(Operation.Of)];
    }

    public JsonElement Schemas { get; }

    public IReadOnlyList<Operation> Operations { get; }

    public static OpenApi Load()
    {
        using var stream = typeof(OpenApi).Assembly.GetManifestResourceStream("twilio-openapi.json")!;
        using var document = JsonDocument.Parse(stream);
        return new OpenApi(document.RootElement.Clone());
    }

    /// <summary>The operation of a path; where several fit (a word, or any sid), the one with more words.</summary>
    public Operation? Find(string host, string method, string path) =>
        Operations
            .Where(each => each.Host == host && each.Method == method && each.Pattern.IsMatch(path))
            .MinBy(each => each.Path.Count(letter => letter == '{'));

    internal sealed record Operation(string Host, string Method, string Path, Regex Pattern, JsonElement Responses)
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

        public string Name => $"{Method} {Host}{Path}";

        public static Operation Of(JsonElement json)
        {
            var path = json.GetProperty("path").GetString()!;
            var pattern = Regex.Replace(
                Regex.Escape(path).Replace("\\{", "{"),
                "{[A-Za-z]+}",
                "[A-Za-z0-9.]+",
                RegexOptions.None,
                Patience
            );
            return new(
                json.GetProperty("host").GetString()!,
                json.GetProperty("method").GetString()!,
                path,
                new Regex($"^{pattern}$", RegexOptions.None, Patience),
                json.GetProperty("responses")
            );
        }
    }
}
