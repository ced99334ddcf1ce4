using System.Text.Json;
using TwilioEmulator;

namespace TwilioServer.Tests.Emulator.Conformance;

/// <summary>Asks the emulator and compares each answer with what Twilio publishes about it.</summary>
public abstract class ConformanceTest : EmulatorTest
{
    private readonly OpenApi twilio = OpenApi.Load();
    private readonly HashSet<string> covered = [];
    private readonly List<string> mismatches = [];
    private int answers;

    internal IReadOnlyList<string> Mismatches => mismatches;

    internal IReadOnlyList<string> Uncovered =>
        [.. twilio.Operations.Select(each => each.Name).Where(name => !covered.Contains(name))];

    internal string Summary =>
        $"{covered.Count} of {twilio.Operations.Count} operations covered, "
        + $"{answers} answers compared, {mismatches.Count} mismatches";

    /// <summary>Asks api.twilio.com; the path starts after the account.</summary>
    internal Task<JsonElement> Api(string method, string path, params (string, string)[] form) =>
        Ask("api", method, $"/2010-04-01/Accounts/{Account}{path}", form);

    internal async Task<JsonElement> Ask(string product, string method, string path, params (string, string)[] form)
    {
        var host = $"{product}.twilio.com";
        var operation = twilio.Find(host, method, path.Split('?')[0]);
        Assert.True(operation is not null, $"Twilio has no {method} {host}{path}");
        var address = product == "api" ? path : $"/{host}{path}";
        var (status, json) = await Send(method, address, $"{Account}:{EmulatorOptions.DemoAuthToken}", form);
        answers++;
        covered.Add(operation.Name);
        Compare(operation, status, json);
        return json;
    }

    private void Compare(OpenApi.Operation operation, int status, JsonElement json)
    {
        if (!operation.Responses.TryGetProperty($"{status}", out var schema))
            mismatches.Add($"{operation.Name} answers {status}: {json}");
        else if (schema.ValueKind != JsonValueKind.Null)
            mismatches.AddRange(
                SchemaChecker.Check(twilio.Schemas, json, schema).Select(each => $"{operation.Name} {each}")
            );
        else if (json.ValueKind != JsonValueKind.Undefined)
            mismatches.Add($"{operation.Name} has a body: {json}");
    }
}
